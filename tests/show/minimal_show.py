"""The least that `show.toml` says of a show."""

from __future__ import annotations

SHOW = """\
title = "Voix"
language = "fr"
author = "Radio"
email = "contact@ici.example"
url = "https://ici.example"
description = "Des voix."
category = "Technology"
"""
