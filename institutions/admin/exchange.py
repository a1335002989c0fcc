"""Import and export of an admin list: behind the file gate, limited to the person's rows, all rows or none."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.forms import ImportForm

from institutions.exchange.formats import FORMATS, Delimited, Workbook


class GatedImportForm(ImportForm):
    """Reads the file once while validating, so that every refusal is a message beside the field."""

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("import_file")
        if upload is None:
            return cleaned
        reader = Workbook() if upload.name.lower().endswith((".xlsx", ".xls", ".xlsm")) else Delimited()
        reader.upload_name = upload.name
        upload.seek(0)
        try:
            reader.create_dataset(upload.read())
        except ValidationError as error:
            self.add_error("import_file", error)
        finally:
            upload.seek(0)
        chosen = cleaned.get("format")
        if chosen not in (None, "") and type(self.formats_offered[int(chosen)]()) is not type(reader):
            self.add_error("format", _("The format chosen is not that of the file."))
        return cleaned

    formats_offered = FORMATS


class GatedExchange:
    """Mixed in before ImportExportMixin."""

    import_form_class = GatedImportForm
    import_formats = FORMATS
    export_formats = FORMATS
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
