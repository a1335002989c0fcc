"""Import and export of an admin list: behind the file gate, limited to the person's rows, all rows or none.

What is confirmed is what was previewed: the held file is taken once, by the same person, within the hour, and only if
it would still do the same.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from import_export.forms import ConfirmImportForm, ImportForm, SelectableFieldsExportForm

from institutions.exchange.formats import FORMATS, Delimited, Workbook
from institutions.exchange.gate import MAX_BYTES
from institutions.exchange.preview import digest_of, preview_of
from institutions.exchange.uploads import HeldUploads, Ticket, opened
from institutions.signals import content_imported, tell

from .trail import imported_by, written_by

WORKBOOK_NAMES = (".xlsx", ".xls", ".xlsm")


class GatedImportForm(ImportForm):
    """Reads the file once while validating, so that every refusal is a message beside the field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].required = False
        self.fields["import_file"].allow_empty_file = True  # the gate refuses it by name
        self.fields["import_file"].help_text = _("xlsx or csv, at most %(limit)s MB") % {
            "limit": MAX_BYTES >> 20
        }

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("import_file")
        if upload is None:
            return cleaned
        reader = Workbook() if upload.name.lower().endswith(WORKBOOK_NAMES) else Delimited()
        reader.upload_name = upload.name
        try:
            reader.create_dataset(upload.read(MAX_BYTES + 1))
        except ValidationError as error:
            self.add_error("import_file", error)
        finally:
            upload.seek(0)
        own = str(FORMATS.index(type(reader)))
        if cleaned.get("format") not in ("", own):
            self.add_error("format", _("The format chosen is not that of the file."))
        return cleaned | {"format": own}


class ColumnsForm(SelectableFieldsExportForm):
    """Columns are chosen by their titles, as they stand in the file."""

    def _get_field_label(self, resource, field_name):
        return resource.fields[field_name].column_name


class GatedExchange:
    """Mixed in before ImportExportMixin."""

    import_form_class = GatedImportForm
    export_form_class = ColumnsForm
    import_formats = FORMATS
    export_formats = FORMATS
    tmp_storage_class = HeldUploads
    skip_import_confirm = False

    def has_import_permission(self, request):
        return self.may_write_somewhere(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_import_resource_kwargs(self, request, **kwargs):
        return super().get_import_resource_kwargs(request, **kwargs) | {"user": request.user}

    def get_export_resource_kwargs(self, request, **kwargs):
        return super().get_export_resource_kwargs(request, **kwargs) | {"user": request.user}

    def get_import_data_kwargs(self, **kwargs):
        return super().get_import_data_kwargs(**kwargs) | {
            "use_transactions": True,
            "rollback_on_validation_errors": True,
        }

    def get_export_data(self, file_format, request, queryset, **kwargs):
        """Whatever leaves by a file leaves through here."""
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        rows = {"rows": queryset.count(), "format": file_format.get_title()}
        tell("rows.exported", self.opts.label_lower, request=request, **rows)
        return data

    def get_valid_export_item_pks(self, request):
        return self.get_queryset(request).values_list("pk", flat=True)

    def import_action(self, request: HttpRequest, **kwargs):
        """Upload and preview. A refused file is not kept."""
        response = super().import_action(request, **kwargs)
        context = getattr(response, "context_data", {})
        held = getattr(request.FILES.get("import_file"), "tmp_storage_name", None)
        if "result" in context:
            context["preview"] = preview_of(context["result"])
        if "confirm_form" in context:
            ticket = Ticket(held, request.user.pk, self.opts.label_lower, digest_of(context["result"]))
            context["confirm_form"].initial["import_file_name"] = ticket.sealed()
        elif held:
            HeldUploads(name=held).remove()
        return response

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs) -> HttpResponse:
        """Does what was previewed, or nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmImportForm(request.POST)
        try:
            ticket = self._ticket(form, request)
            reader = FORMATS[int(form.cleaned_data["format"])]()
            dataset = reader.create_dataset(HeldUploads(name=ticket.name).take())
            with transaction.atomic():
                result = self.process_dataset(dataset, form, request, **kwargs)
                if digest_of(result) != ticket.digest:
                    raise ValidationError(
                        _(
                            "The data changed after the preview. Upload the file again and look at the new preview."
                        )
                    )
                for done in imported_by(result):
                    tell("rows.imported", self.opts.label_lower, request=request, **done)
                content_imported.send(sender=self.model, rows=written_by(result), by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))
        return self.process_result(result, request)

    def _ticket(self, form: ConfirmImportForm, request: HttpRequest) -> Ticket:
        sealed = form.data.get("import_file_name", "")
        ticket = opened(sealed, user=request.user.pk, model=self.opts.label_lower)
        if not form.is_valid() or form.cleaned_data["format"] not in map(str, range(len(FORMATS))):
            raise ValidationError(_("The confirmation is incomplete. Upload the file again."))
        return ticket

    def add_success_message(self, result, request):
        done = preview_of(result)
        messages.success(
            request,
            _("Imported %(rows)s rows: %(new)s new, %(changed)s changed, %(same)s the same.")
            % {"rows": done.rows, "new": done.new, "changed": done.changed, "same": done.same},
        )
