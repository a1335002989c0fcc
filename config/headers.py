"""Headers of every answer that no other part sets: private pages are kept by nobody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PRIVATE = ("/admin/", "/desk/")


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(PRIVATE) or response.has_header("Set-Cookie"):
            response["Cache-Control"] = "no-store, private"
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
