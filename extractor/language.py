"""Which language a text is in: py3langid, with a benefit of the doubt for Indonesian."""

from __future__ import annotations

#: Below this many characters a guess is worth nothing.
MIN_CHARACTERS = 80
#: The first part of an article tells its language; the rest only costs time.
SAMPLE_CHARACTERS = 1_000

INDONESIAN = "id"

_NAMES = {
    "ace": "Acehnese",
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ja": "Japanese",
    "jv": "Javanese or Sundanese",
    "ko": "Korean",
    "ms": "Malay",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "th": "Thai",
    "tl": "Filipino",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def identify(text: str) -> str | None:
    """Return the ISO 639 code of the language of `text`, or None where there is too little of it.

    Indonesian news is full of names, and Malay and Javanese are close: another language has to win clearly, the
    more clearly the shorter the text. The first call loads the model (about half a second).
    """
    sample = " ".join(text.split())[:SAMPLE_CHARACTERS]
    if len(sample) < MIN_CHARACTERS:
        return None
    import py3langid

    ranked = py3langid.rank(sample)  # type: ignore[attr-defined, no-untyped-call]
    best, score = ranked[0]
    indonesian = dict(ranked)[INDONESIAN]
    # Scores are log-likelihoods, so their relative distance says how much better the best language fits.
    lead = (score - indonesian) / abs(indonesian)
    return best if lead >= max(0.02, 6 / len(sample)) else INDONESIAN


def name(code: str) -> str:
    """Return the English name of a language code, or the code itself where no name is known."""
    return _NAMES.get(code, code)


def refusal(code: str | None) -> str | None:
    """Return why no facts are read from a text in a language, or None where it is Indonesian or not known."""
    return None if code in (None, INDONESIAN) else f"not in Indonesian (looks like {name(str(code))})"
