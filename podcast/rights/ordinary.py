"""Words that stand in names and in ordinary speech: what a hidden surname must not take out of a text."""

from __future__ import annotations

from typing import Final

__all__ = ["ORDINARY", "PARTICLES", "TITLES"]

_PARTICLES: Final = """
a abd abou abu al ait bel ben bint da dal dall das de del della den der des di dit do dos du e el en et ibn
la las le les lo los mac mc o ould st ten ter the van ver von y zu
"""
_TITLES: Final = "docteur dr m madame mademoiselle maitre miss mister mlle mme monsieur mr mrs ms"
# French and English surnames that are words of every day, without accents.
_ORDINARY: Final = """
agneau ami ange archer avril baker barbier baron barre beau belle berger bishop black blanc blanche blond
boeuf bois bon bonhomme bonne bonnet bord bouche boucher boulanger bourgeois brave brown brun brune bush
carpenter chambre champ champion chapelle charpentier chasseur chat chateau chemin chene cher chevalier
chevre clair claire cloche coin cook coq corbeau cornet cote coton cour court couturier couvreur croix
cross cuisinier day dean dimanche droit drapier duc eglise est ete feu fields fil fils fish fisher fleur
fontaine foret forest forge forgeron fort fortune four fox franc frere froid fruit garde gardener gaillard
gant gentil geant gold grand grange grant gras gris gros guerre hall haye herbe heron heureux hill hiver
homme humble hunter jardin jardinier jaune jeudi jeune joie joli jour juge juillet king lac lane laine
lange large laurier lion long loup lundi main maire maison maitre major mal marchand marche mardi marechal
mari marin matin may meilleur mer mercier merle meunier miller mineur moine moulin mouton mule mur neuf
noble noel noir nord nuit oiseau olive olivier ouest page pages paix palmier panier papillon pape paris
parker pays pecheur peintre pere perle petit pied pierre pin place plat plume poirier poisson pommier pont
port porte portier post potier poule pre pretre price prince reine renard rice riche riviere robe roche
rocher roi rond rose rosier rouge roux russe sable sage saint samedi sauvage savage sellier sergent serre
seul shepherd short simple singer smith soldat soleil sol stone strong sud tailleur tardif taylor temple
tonnelier tour turner vache vaillant val valet vallee veau vendredi vent verger vert viande vieux vigne
vigneron ville villa violette voisin voix walker wall ward water waters west white wise wolf wood woods
young
"""

PARTICLES: Final = frozenset(_PARTICLES.split())
"""Small words of surnames (de La Tour, El Amrani, van der Berg)."""
TITLES: Final = frozenset(_TITLES.split())
ORDINARY: Final = frozenset(_ORDINARY.split())
"""Surnames hidden only where they have a capital, or stand beside a given name or a title."""
