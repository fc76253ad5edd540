"""Sentences Whisper is known to write over silence, music and noise, in French and English.

They come from the subtitles it was trained on. Patterns are matched against a sentence in lower case
without the signs at its words' ends. CERTAIN ones are nobody's words in an interview; DOUBTFUL ones
may be said, and count as invented only where hardly any voice was heard.
"""

from __future__ import annotations

__all__ = ["CERTAIN", "DOUBTFUL"]

CERTAIN: tuple[str, ...] = (
    r"\bamara\.?org\b",
    r"^sous-titr(es|age|és)\b.*\b(par|st|société|communauté|fr)\b",
    r"^sous-titrage\b.{0,20}$",
    r"^sous-titres? (réalisés|faits|par)\b",
    r"\bsoustitreur\.com\b",
    r"^traduction (et sous-titrage )?(par|de|réalisée)\b.*\b(amara|communauté|sous-titr\w+)\b",
    r"merci d'avoir regardé\b",
    r"n'oubliez pas de vous abonner\b",
    r"abonnez-vous à (la|ma|notre) cha[iî]ne\b",
    r"^(à la prochaine|on se retrouve) (pour|dans) une (nouvelle|prochaine) vidéo\b",
    r"\bthank(s| you)( so much| very much)? for watching\b",
    r"\b(please|don't forget to) (like and )?subscribe\b",
    r"^(subtitles|captions|transcription|transcribed|translated) by\b",
    r"\botter\.ai\b",
    r"\bcastingwords\b",
    r"^www\.\S+$",
)

DOUBTFUL: tuple[str, ...] = (
    r"merci( beaucoup| à tous)?",
    r"au revoir|à bientôt|à la prochaine|bonne journée|bonsoir",
    r"c'est parti|c'est fini|générique|musique( de générique)?|applaudissements|rires?",
    r"thank you( very much| so much)?|thanks|bye( bye)?|you|okay|goodbye",
    r"music|applause|laughter",
)
