"""The sites that publish papers, and the part of their links that names one.

Owns which link is a paper's besides arXiv's. Not here: other links (links.py).
"""

from __future__ import annotations

import re

PAPER_SITES = re.compile(
    r"(?:openreview\.net/(?:forum|pdf|attachment)|(?:papers|proceedings)\.n(?:eur)?ips\.cc/paper"
    r"|(?:ieeexplore|computer)\.\w+\.org/(?:abstract/|document/|stamp/|iel\w+/)|nature\.com/articles/"
    r"|ieeexplore\.ieee\.org/|sciencedirect\.com/science/article/|link\.springer\.com/(?:article|chapter)/"
    r"|(?:pdfs\.|api\.)?semanticscholar\.org/(?:paper/|\w{4}/)|jmlr\.(?:org|csail\.mit\.edu)/papers/"
    r"|(?:\w+\.)?aclanthology\.org/|aclweb\.org/anthology|openaccess\.thecvf\.com/content"
    r"|(?:pubmed\.)?ncbi\.nlm\.nih\.gov/|pmc\.ncbi|(?:bio|med|chem)rxiv\.org/content|papers\.ssrn\.com/"
    r"|usenix\.org/(?:system/files|conference/\S+/presentation|legacy/event)|vldb\.org/pvldb"
    r"|ojs\.aaai\.org/|aaai\.org/(?:ojs|papers)|ijcai\.org/proceedings/|isca-(?:speech|archive)\.org/"
    r"|ecva\.net/papers|proceedings\.mlr\.press/v|proceedings\.mlsys\.org/|mlsys\.org/paper"
    r"|(?:www\.)?cv-foundation\.org/openaccess|paperswithcode\.com/paper/|dl\.acm\.org/(?:doi|citation)"
    r"|(?:\w+\.)?(?:science|pnas|acm)\.org/doi/|hal\.science/|direct\.mit\.edu/\S+/article"
    r"|researchgate\.net/publication/|research\.google/pubs/|eprint\.iacr\.org/\d)",
    re.IGNORECASE,
)
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s?#&\"<>]+)", re.IGNORECASE)
_DOI_SITES = re.compile(
    r"(?:dx\.)?doi\.org|dl\.acm\.org|link\.springer\.com|(?:\w+\.)?science\.org|(?:\w+\.)?wiley\.com"
    r"|(?:\w+\.)?pnas\.org|tandfonline\.com|journals\.\w+\.\w+|(?:\w+\.)?sagepub\.com|pubs\.\w+\.org"
    r"|(?:bio|med)rxiv\.org|ascelibrary\.org|royalsocietypublishing\.org|academic\.oup\.com"
)
_DOI_END = re.compile(
    r"(?:\.full|\.abstract|\.pdf|\.html|/full|/abstract|/pdf|/meta|v\d+\.full|[.,;)])+\Z"
)


def paper_key(host: str, path: str, fields: dict[str, str]) -> str:
    """doi:..., openreview:... or another name of a paper; '' where the link has none."""
    if _DOI_SITES.fullmatch(host):
        found = _DOI.search(path)
        return f"doi:{clean_doi(found[1])}" if found else ""
    if host == "openreview.net":
        name = fields.get("id") or fields.get("noteId") or ""
        return f"openreview:{name}" if name and re.match(r"/(forum|pdf)", path) else ""
    for site, pattern, name in _NAMED:
        found = re.search(pattern, path) if re.fullmatch(site, host) else None
        if found is not None:
            return f"{name}:{found[1].lower()}"
    return ""


def clean_doi(text: str) -> str:
    """A DOI without what pages hang on it, in lower case (DOIs are the same in any case)."""
    return _DOI_END.sub("", text).lower()


_NAMED = (
    (r"aclanthology\.org|aclweb\.org", r"(?:\A|/)([A-Z]\d{2}-\d{4}|\d{4}\.[\w-]+\.\d+)", "acl"),
    (r"(?:papers|proceedings)\.n(?:eur)?ips\.cc", r"([0-9a-f]{32})", "neurips"),
    (r"(?:papers|proceedings)\.n(?:eur)?ips\.cc", r"/paper/(\d+)-", "nips"),
    (r"proceedings\.mlr\.press", r"/(v\d+/[\w-]+?)(?:\.html|/|\Z)", "pmlr"),
    (r"openaccess\.thecvf\.com", r"/(?:html|papers)/(?:\w+/)?(.+?)\.(?:html|pdf)", "cvf"),
    (r"(?:\w+\.)?semanticscholar\.org", r"/paper/(?:[^/]*/)?([0-9a-f]{40})", "s2"),
    (r"ieeexplore\.ieee\.org", r"/document/(\d+)", "ieee"),
    (r"nature\.com", r"/articles/([\w.-]+?)(?:\.pdf)?\Z", "nature"),
    (r"jmlr\.org", r"/papers/(?:volume|v)(\d+/[\w-]+?)(?:\.html|/|\.pdf|\Z)", "jmlr"),
)
