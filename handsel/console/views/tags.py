"""Tags on one account, and the tags themselves: made, renamed, merged, deleted (ACC-9)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.rules import may_change_tags, may_tag_accounts
from handsel.accounts.tag_words import counted_tags, delete_tag, make_tag, merge_tags, rename_tag, suggested_tags
from handsel.accounts.tags import change_tags, tags_of
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.tags import AccountTagsForm, MergeForm, TagForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.web.tables import page_of

FORM = ["GET", "POST"]


@at_desk
@require_http_methods(FORM)
def account_tags(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_tag_accounts(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    form = AccountTagsForm(request.POST or None, has=tags_of(desk.seller_id, [account.pk]).get(account.pk, []))
    saved = form.submit(
        lambda typed: change_tags(
            account_id=account.pk, add=typed["names"], remove=form.removed(), by=desk.actor, at=now()
        )
    )
    if saved:
        return done_here(request, _("The tags are saved."), "console:account", number)
    shown = {"form": form, "account": account, "suggested": suggested_tags(desk.seller_id)}
    return render(request, "console/tags/account.html", shown, status=form.status)


@at_desk
@require_GET
def tags(request: DeskRequest) -> HttpResponse:
    page = page_of(counted_tags(request.desk.seller_id), request.GET)
    return render(request, "console/tags/list.html", {"page": page, "may_tag": may_change_tags(request.desk.actor)})


@at_desk
@require_http_methods(FORM)
def tag_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_change_tags(desk.actor).or_refuse()
    form = TagForm(request.POST or None)
    if made := form.submit(lambda typed: make_tag(name=typed["name"], by=desk.actor, at=now())):
        return done_here(request, _("The tag %s is made.") % made.name, "console:tags")
    return render(request, "console/tags/new.html", {"form": form}, status=form.status)


@at_desk
@require_http_methods(FORM)
def tag_rename(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_change_tags(desk.actor).or_refuse()
    tag = get_object_or_404(desk.tags, pk=pk)
    form = TagForm(request.POST or None, initial={"name": tag.name})
    if saved := form.submit(lambda typed: rename_tag(tag_id=pk, name=typed["name"], by=desk.actor, at=now())):
        return done_here(request, _("The tag is called %s now.") % saved.name, "console:tags")
    return render(request, "console/tags/rename.html", {"form": form, "tag": tag}, status=form.status)


@at_desk
@require_http_methods(FORM)
def tag_merge(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_change_tags(desk.actor).or_refuse()
    tag = get_object_or_404(desk.tags, pk=pk)
    others = desk.tags.exclude(pk=pk).order_by("key").values_list("pk", "name")
    form = MergeForm(request.POST or None, others=others)
    if kept := form.submit(lambda typed: merge_tags(tag_id=pk, into_id=typed["into"], by=desk.actor, at=now())):
        return done_here(request, _("The tags are merged into %s.") % kept.name, "console:tags")
    return render(request, "console/tags/merge.html", {"form": form, "tag": tag}, status=form.status)


@at_desk
@require_http_methods(FORM)
def tag_delete(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_change_tags(desk.actor).or_refuse()
    tag = get_object_or_404(counted_tags(desk.seller_id), pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: delete_tag(tag_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("The tag %s is deleted.") % tag.name, "console:tags")
    return render(request, "console/tags/delete.html", {"form": form, "tag": tag}, status=form.status)
