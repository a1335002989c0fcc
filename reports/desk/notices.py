"""/desk/notices/: all messages to the person, newest first. The task list shows the newest and marks them as read."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.workflow.notices import words

PER_PAGE = 50


@login_required
@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    mine = request.user.notices.order_by("-pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(notice, words(notice)) for notice in page.object_list],
    }
    return render(request, "reports/desk/board/notices.html", context)
