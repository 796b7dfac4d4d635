"""LaTeX to MathML Core, checked: what cannot be rendered is an error and never passes silently.

The translation itself is latex2mathml's; this module repairs what browsers would set badly
(relations without spacing, limits beside their operator, words broken into letters, unpaired bars)
and refuses whatever is left over: an unknown macro, a stray alignment mark, an attribute outside
the short list.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

LIMITS = {"max", "min", "sup", "inf", "lim", "argmin", "argmax", "limsup", "liminf"}
ORDINARY = set("∞∂∇∅ℝ…⋯⋮⋱")
OPENING, CLOSING = "([{⟨⌊⌈", ")]}⟩⌋⌉"
SWAP = {"~": "∼", "⟂": "⊥", "⧵": "∖", "*": "∗"}
SWAP |= {r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\|": "‖"}  # after \bigl
SWAP |= {r"\langle": "⟨", r"\rangle": "⟩", r"\lvert": "|", r"\rvert": "|", r"\lVert": "‖"}
CHILDREN = {"msup": 2, "msub": 2, "mfrac": 2, "mroot": 2, "mover": 2, "munder": 2}
CHILDREN |= {"msubsup": 3, "munderover": 3}
_TAGS = "math mrow mi mo mn mtext mspace msqrt mtable mtr mtd mstyle mpadded mphantom"
_ATTRIBUTES = (
    "display stretchy fence form accent columnalign displaystyle scriptlevel width height depth "
    "lspace rspace minsize maxsize movablelimits columnlines rowlines rowspacing columnspacing "
    "mathvariant voffset linebreak separator largeop symmetric"
)
_ENVIRONMENTS = (
    "matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array cases align align*"
)
TAGS, ATTRIBUTES = {*CHILDREN, *_TAGS.split()}, set(_ATTRIBUTES.split())
ENVIRONMENTS = set(_ENVIRONMENTS.split())
ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|split)\}")
FENCED = re.compile(r"\\(begin|end)\{([pbBvV]matrix)\}")
PROSE = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)+)\$", re.DOTALL)


class MathError(ValueError):
    """Mathematics that cannot be rendered; the message quotes it."""


def _prepare(latex: str) -> str:
    latex = ALIGNED.sub(r"\\\1{align*}", latex)
    for environment in re.findall(r"\\begin\s*\{(.*?)\}", latex):
        if environment not in ENVIRONMENTS:
            raise MathError(f"cannot render the environment {environment!r} in {latex!r}")
    return FENCED.sub(
        lambda m: f"{{\\begin{{{m[2]}}}" if m[1] == "begin" else f"\\end{{{m[2]}}}}}", latex
    )


def _text(element: Element) -> str:
    return element.text or ""


def _is_relation(char: str) -> bool:
    return len(char) == 1 and char not in ORDINARY and unicodedata.category(char) == "Sm"


def _tidy_token(element: Element) -> None:
    raw = _text(element)
    text = html.unescape(raw)
    if element.tag == "mi" and re.fullmatch(r"&#x000[46]\w;", raw):
        element.set("mathvariant", "normal")  # an upright letter, written as an entity
    if element.tag in ("mi", "mo"):
        text = SWAP.get(text, text)
        if element.tag == "mi" and (_is_relation(text) or text in (":", "⟨", "⟩")):
            element.tag = "mo"
            if text in "⟨⟩":
                element.set("stretchy", "false")
        elif element.tag == "mo" and text in ORDINARY:
            element.tag = "mi"
    variant = element.get("mathvariant", "normal")
    if "bold" in variant and len(text) == 1 and text.isascii() and text.isalpha():
        text = chr(
            (0x1D400 if text.isupper() else 0x1D41A)
            + ord(text)
            - ord("A" if text.isupper() else "a")
        )
    if variant != "normal":
        del element.attrib["mathvariant"]
    element.text = text


def _merge_words(row: Element) -> None:
    """Letters of one upright word become one token, and so do the two signs of a definition."""
    merged: list[Element] = []
    for child in row:
        last = merged[-1] if merged else None
        upright = child.tag == "mi" and child.get("mathvariant") == "normal"
        if last is None:
            merged.append(child)
        elif upright and _text(child).isalpha() and last.get("mathvariant") == "normal":
            last.text = _text(last) + _text(child)
        elif (last.tag, child.tag) == ("mo", "mo") and _text(last) + _text(child) in (":=", "=:"):
            last.text = _text(last) + _text(child)
            last.attrib.update(lspace="0.2778em", rspace="0.2778em")
        else:
            merged.append(child)
    row[:] = merged


def _scripts(element: Element) -> None:
    """A sign that is an index or exponent, as the star of w*, takes no space beside it."""
    if element.tag in ("msub", "msup", "msubsup"):
        for script in element[1:]:
            first = script[0] if script.tag == "mrow" and len(script) else script
            if first.tag == "mo":
                first.attrib.update(lspace="0", rspace="0")


def _is_word(element: Element) -> bool:
    return element.tag == "mo" and len(_text(element)) > 1 and _text(element).isalpha()


def _limits(element: Element) -> None:
    """Limits stand under max, min, ... in displays and beside them in lines of text."""
    tags = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
    if element.tag in tags and _is_word(element[0]) and _text(element[0]) in LIMITS:
        element.tag = tags[element.tag]
        element[0].attrib.update(movablelimits="true", lspace="0", rspace="0")


def _space(width: str) -> Element:
    return Element("mspace", {"width": width})


def _ends_a_factor(element: Element) -> bool:
    if element.tag == "mo":
        return _text(element) in CLOSING or element.get("form") == "postfix"
    return element.tag not in ("mspace", "mtext")


def _names(row: Element) -> None:
    """Function names are identifiers; a thin space follows unless an opening bracket does."""
    children = list(row)
    row[:] = []
    for place, child in enumerate(children):
        named = _is_word(child) or (child.tag in ("munder", "munderover") and _is_word(child[0]))
        if _is_word(child):
            child.tag = "mi"
            child.set("mathvariant", "normal")
        if named and place and _ends_a_factor(children[place - 1]):
            row.append(_space("0.167em"))
        row.append(child)
        if named and place + 1 < len(children):
            following = children[place + 1]
            if not (following.tag == "mo" and _text(following) in OPENING and child.tag == "mi"):
                row.append(_space("0.167em"))


def _bars(row: Element) -> None:
    """Vertical bars that come in pairs are fences; a lone bar stays a separator."""
    for sign in "|‖":
        bars = [c for c in row if c.tag == "mo" and _text(c) == sign and c.get("form") is None]
        scripts = [c for c in row if c.tag in ("msub", "msup", "msubsup") and _text(c[0]) == sign]
        inside = False
        pairs: list[tuple[Element, str]] = []
        for child in row:
            bar = child if child in bars else child[0] if child in scripts else None
            if bar is not None:
                pairs.append((bar, "postfix" if inside else "prefix"))
                inside = not inside
        if not inside:
            for bar, form in pairs:
                bar.attrib.update(form=form, fence="true", stretchy="false")


def _check(element: Element, latex: str) -> None:
    if element.tag not in TAGS:
        raise MathError(f"cannot render <{element.tag}> in the formula {latex!r}")
    need = CHILDREN.get(element.tag)
    if need is not None and len(element) != need:
        raise MathError(f"a script or fraction is misplaced in the formula {latex!r}")
    for name in element.attrib:
        if name not in ATTRIBUTES:
            raise MathError(f"the attribute {name!r} is not allowed in the formula {latex!r}")
    leftover = re.search(r"\\\w*|[&{}]", _text(element))
    if leftover and not (element.tag == "mo" and leftover[0] in "{}"):
        raise MathError(f"cannot render {leftover[0]!r} in the formula {latex!r}")
    for child in element:
        _check(child, latex)


def _tidy(element: Element) -> None:
    for child in list(element):
        if child.tag == "mo" and not _text(child):
            element.remove(child)  # the invisible side of a pair of delimiters
    if not len(element):
        _tidy_token(element)
    for child in element:
        _tidy(child)
    if element.tag in ("mrow", "mtd", "msqrt", "mstyle", "math"):
        _merge_words(element)
        _bars(element)
        _names(element)
    _scripts(element)
    _limits(element)


@lru_cache(maxsize=4096)
def to_mathml(latex: str, style: str = "inline") -> Markup:
    """MathML of a formula (without dollar signs).

    The style is ``inline``, ``block`` (a display of its own), or ``piece`` (part of a display that
    stands in a line).  Raises MathError where any part of the formula is not understood.
    """
    bare = re.sub(r"\\.", "", latex)
    if not latex.strip() or bare.count("{") != bare.count("}"):
        raise MathError(f"empty, or braces that do not match, in the formula {latex!r}")
    display = "block" if style == "block" else "inline"
    prepared = _prepare(latex)
    try:
        math = convert_to_element(prepared, display=display)
    except Exception as error:  # latex2mathml raises many kinds, none of them documented
        reason = str(error) or type(error).__name__
        raise MathError(f"cannot render the formula {latex!r}: {reason}") from error
    math.attrib = {"display": "block"} if style == "block" else {}
    if style == "piece":
        math.set("displaystyle", "true")
    _tidy(math)
    _check(math, latex)
    return Markup(tostring(math, encoding="unicode"))


def pieces_to_mathml(pieces: list[str]) -> Markup:
    """A formula in pieces between which the line may break; each is set in display style."""
    shown = [to_mathml("{} " + p if n else p, "piece") for n, p in enumerate(pieces)]
    return Markup("").join(Markup('<span class="piece">{}</span>').format(m) for m in shown)


def prose(text: str) -> Markup:
    """Prose with $mathematics$ between dollar signs; ``\\$`` is a dollar sign.

    Raises MathError.
    """
    result, place = Markup(""), 0
    for match in PROSE.finditer(text):
        result += _words(text[place : match.start()]) + to_mathml(match[1].strip())
        place = match.end()
    return result + _words(text[place:])


def _words(text: str) -> Markup:
    if re.search(r"(?<!\\)\$", text):
        raise MathError(f"an unpaired dollar sign in {text!r}")
    return escape(text.replace(r"\$", "$"))
