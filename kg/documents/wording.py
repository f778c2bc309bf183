"""The words by which documents show what a part is: labels of links, headings, heads of columns.

Owns those words, and how a printed title is freed from numbers, quotes and pictures around it. Not
here: what is made of a part (propose_*.py).
"""

from __future__ import annotations

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LABELS = _set(
    """
    paper papers pdf pdfs arxiv link links code codes github gitlab repo repository here abs
    html abstract website webpage site web page project homepage home blog post blogpost article
    slides slide video videos talk demo demos data dataset datasets poster model models weights
    checkpoint checkpoints colab notebook notebooks doc docs documentation openreview acl acm
    ieee springer doi hf huggingface hugging face modelscope twitter tweet thread bib bibtex
    cite citation supp supplementary appendix official unofficial implementation impl source
    original download read watch more details info review summary explanation youtube bilibili
    preprint proceedings version url full text publication medium kaggle press release note
    notes recording announcement report pr mp4 mirror leaderboard space playground introduction
    material materials sup arvix 论文 代码 链接 项目 主页 博客 视频 数据
    """
)
_FILLERS = _set(
    """
    the this a an and or of in on at to for see our with from by via its pytorch tensorflow jax
    keras tf torch r c cpp python julia matlab version v1 v2 v3 v4 v5 original first second
    short long neurips nips icml iclr cvpr iccv eccv wacv acl emnlp naacl eacl coling aaai ijcai
    kdd www sigir recsys wsdm cikm uai aistats colt jmlr tmlr tacl tpami sosp osdi nsdi mlsys
    vldb sigmod nature science interspeech icassp icra iros corl rss siggraph workshop findings
    oral spotlight best award conference journal springer elsevier wiley cell ieee acm usenix
    atc eurosys sigcomm asplos isca hpca micro sc ppopp fast tog tvcg ijcv cvprw eccvw iccvw
    pldi popl chi uist
    """
)
_CONTAINERS = _set(
    """
    papers paper books book resources resource references reference courses course tutorials
    tutorial blogs blog posts articles article videos video talks tools libraries frameworks
    library framework software platforms platform datasets dataset data benchmarks benchmark
    code codes repositories repos surveys survey reading readings list lists links materials
    material projects newsletters podcasts podcast newsletter slides lectures conferences
    workshops implementations tooling websites communities community documentation docs guides
    publications literature bibliography journals theses thesis notes channels questions tips
    """
)
_PLAIN_HEADS = _set(
    """
    metrics introduction introductory overview background general misc miscellaneous other
    others further contents content table toc index getting started start quick prerequisites
    schedule syllabus calendar news updates todo conclusion summary faq more related work
    recommended must should nice recent latest new foundational foundation classic classics
    advanced beginner beginners intermediate basic basics fundamentals essential essentials key
    important useful awesome official free premium online additional learning study interview
    technical engineering for of and the to in on by with a an or all my our your about what how
    why read see also week day days month year years lecture part section chapter module unit
    lesson session step steps phase level plan january february march april may june july august
    september october november december preface definition definitions motivation setup
    installation install usage example examples features requirements appendix topics topic
    legend key table description methods method results experts expert companies company
    individual major top best popular
    """
)
_READ = _set(
    """
    book books course courses tutorials blogs articles videos talks podcasts newsletters
    readings lectures resources textbooks guides
    """
)
_SILENT = re.compile(
    r"contribut|licen[cs]e|star history|acknowledg|stay (?:updated|tuned|connected)|sponsor"
    r"|contact|follow (?:us|me)|connect with|code of conduct|support (?:us|me|this)|maintainer"
    r"|back ?ers|donat|citing|\bcite (?:us|this)|citation|social|join (?:us|our)"
    r"|about (?:me|us|the author)"
    r"|table of contents|stargazers|disclaimer|changelog|authors?\Z|contributors",
    re.IGNORECASE,
)
_PICTURES = (
    "\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff"
    "\u3297\u3299\ufe0e\ufe0f\u200d\U000e0000-\U000e007f"
)
_EDGE = re.compile(rf"\A[\s{_PICTURES}]+|[\s{_PICTURES}]+\Z")
_SHORTCODE = re.compile(r"\A(?::[a-z0-9_+-]{2,30}:\s*)+|(?:\s*:[a-z0-9_+-]{2,30}:)+\Z")
_QUOTES = ('""', "\u201c\u201d", "''", "\u2018\u2019", "\u00ab\u00bb")
_NUMBERING = re.compile(
    r"\A(?:(?:\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}[.):]|[IVX]{1,5}\.|\(\d{1,3}\)|\u00a7\s?\d[\d.]*)\s+)"
)
_NAME = r"[A-Z][\w'.-]+(?:,? [A-Z]\.)*"
_STATE = re.compile(r"\A\[[^\[\]]{1,20}\]\s+(?=\w)")
_AUTHOR_YEAR = re.compile(
    rf"\W*{_NAME}(?:\s+et\s+al\.?|\s*(?:,|and|&)\s*{_NAME})+[\s,(\[]*'?(?:19|20)\d\d[a-z]?\W*"
    rf"|\W*{_NAME}(?:\s*(?:,|and|&)\s*{_NAME})*,?\s+et\s+al\b\W*"
)
_VENUE = re.compile(
    r"[\[(]?[A-Za-z@&/ +-]{0,40}\W{0,3}(?:\d{2}|\d{4})(?:[./-]\d{1,2}){0,2}\W{0,2}[\])]?"
)


def is_label(words: str) -> bool:
    """Whether the words of a link only say what stands behind it: [paper], [code], [arXiv 2023]."""
    if _AUTHOR_YEAR.fullmatch(words) or re.fullmatch(r"\W*\[?\d{1,3}\]?\W*", words):
        return True
    if re.fullmatch(r"\W*(?:arxiv\W*)?(?:\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?\W*", words.lower()):
        return True
    tokens = re.findall(r"[^\W\d_]+\d?", words.lower())
    if not tokens:
        return True
    known = all(token in _LABELS or token in _FILLERS for token in tokens)
    if not known or len(tokens) > 6:
        return False
    return any(token in _LABELS for token in tokens) or bool(_VENUE.fullmatch(words.strip()))


def is_container(title: str) -> bool:
    """A heading that says what its links are, not what they are about: Papers, Week 3, 2024."""
    tokens = re.findall(r"[^\W\d_]+", title.lower())
    if not tokens or tokens[-1] in _CONTAINERS:
        return True
    return all(token in _CONTAINERS or token in _PLAIN_HEADS for token in tokens)


def is_silent(title: str) -> bool:
    """A heading over nothing to study: Contributing, License, Contact."""
    return len(title) < 60 and bool(_SILENT.search(title))


def names_papers(title: str) -> bool:
    """A heading or column that says that what follows is papers."""
    tokens = re.findall(r"[^\W\d_]+", title.lower())
    return any(token in ("paper", "papers", "publications", "preprints") for token in tokens)


def names_metrics(title: str) -> bool:
    """A heading or column that says that what follows is metrics."""
    return bool(re.search(r"\bmetrics?\b", title, re.IGNORECASE))


def names_resources(title: str) -> bool:
    """A heading that ends in a word for things to read or watch."""
    tokens = re.findall(r"[^\W\d_]+", title.lower())
    return bool(tokens) and tokens[-1] in _READ


def says_nothing(title: str) -> bool:
    """Words that only sort, all of them: Other Resources, Week 3."""
    tokens = re.findall(r"[^\W\d_]+", title.lower())
    return all(token in _CONTAINERS or token in _PLAIN_HEADS for token in tokens)


def printed_title(words: str) -> str:
    """The words of a link as a title: pictures and quotes around them are none of it."""
    title = _SHORTCODE.sub("", " ".join(words.split()))
    before = None
    while before != title:
        before = title
        title = _unquoted(_EDGE.sub("", title))
    return title


def bare_title(words: str) -> str:
    """A title cut out of running words, without stray signs around it either."""
    title = _SHORTCODE.sub("", " ".join(words.split()))
    before = None
    while before != title:
        before = title
        title = _EDGE.sub("", title).strip(" \t*_|\u00b7\u2022")
        title = title.rstrip(",;:").rstrip("-\u2013\u2014").strip() if title else title
        if title.endswith(".") and not title.endswith(("..", "etc.", "al.", "Inc.")):
            inner = title[:-1]
            title = inner if "." not in inner[-4:] else title
        title = _unquoted(title)
    return title


def _unquoted(title: str) -> str:
    for pair in _QUOTES:
        first, last = pair[0], pair[1]
        is_one = len(title) > 2 and title[0] == first and title[-1] == last
        if is_one and first not in title[1:-1] and last not in title[1:-1]:
            return title[1:-1].strip()
    return title


def bare_heading(words: str) -> str:
    """A heading's title without its numbering and a [state] before it."""
    return bare_title(_NUMBERING.sub("", _STATE.sub("", bare_title(words))))


def is_venue(words: str) -> bool:
    """CVPR 2020, [ICLR'21], (2017/06), ICML: what stands around titles and is none."""
    bare = words.strip()
    if len(bare) < 50 and _VENUE.fullmatch(bare):
        return True
    names = bare.lower().split()
    return bare[:2].isupper() and 0 < len(names) < 4 and all(name in _FILLERS for name in names)
