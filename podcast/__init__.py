"""Porte-voix: recorded interviews in, a radio programme and everything around it out."""
