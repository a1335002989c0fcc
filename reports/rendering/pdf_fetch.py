"""The only addresses the PDF engine can open: files handed over by name. No disk, no network, no redirect."""

from collections.abc import Mapping

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEMES = ("picture:", "font:")


class RefusedAddress(ValueError):
    """An address that is not among the files handed over."""


class GivenFilesFetcher(URLFetcher):
    """Serves `picture:KEY` and `font:NAME` from memory and refuses all else; `refused` keeps what was asked for."""

    def __init__(self, files: Mapping[str, tuple[str, bytes]]):
        """`files`: address to (content type, bytes). Other schemes than the two are a ValueError."""
        super().__init__(allowed_protocols=(), allow_redirects=False)
        for address in files:
            if not address.startswith(SCHEMES):
                raise ValueError(f"{address!r} begins with none of {SCHEMES}")
        self._files = files
        self.refused: list[str] = []

    def fetch(self, url: str, headers=None) -> URLFetcherResponse:
        """Raises RefusedAddress for everything that was not handed over."""
        if url not in self._files:
            self.refused.append(url)
            raise RefusedAddress(f"refused address: {url[:200]}")
        content_type, content = self._files[url]
        return URLFetcherResponse(url, content, {"Content-Type": content_type})

    def open(self, url, data=None, timeout=None) -> URLFetcherResponse:
        return self.fetch(url if isinstance(url, str) else url.full_url)
