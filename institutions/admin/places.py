"""Regions and institutions. A school sees its own; its bureau's administrator keeps places, names and supervision."""

from django.contrib import admin
from import_export.admin import ImportExportMixin

from institutions.models import (
    Honour,
    Institution,
    InstitutionName,
    Location,
    Region,
    Registration,
    Supervision,
)
from institutions.resources import InstitutionResource

from .base import ScopedAdmin, ScopedInline
from .exchange import GatedExchange


@admin.register(Region)
class RegionAdmin(ScopedAdmin):
    list_display = ["code", "name", "level", "parent", "valid_from", "valid_to"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["parent", "successor"]


class Administered(ScopedInline, admin.TabularInline):
    act = "administer"


class LocationInline(Administered):
    model = Location
    autocomplete_fields = ["region"]


class SupervisionInline(Administered):
    model = Supervision
    autocomplete_fields = ["region"]


class NameInline(Administered):
    model = InstitutionName


class RegistrationInline(Administered):
    model = Registration


class HonourInline(Administered):
    model = Honour


@admin.register(Institution)
class InstitutionAdmin(GatedExchange, ImportExportMixin, ScopedAdmin):
    act = "administer"
    resource_classes = [InstitutionResource]
    list_display = ["public_code", "name", "type_code", "ownership", "sponsor", "closed_on"]
    list_filter = ["stage", "ownership"]
    search_fields = ["public_code", "name", "names__name"]
    autocomplete_fields = ["successor"]
    inlines = [LocationInline, SupervisionInline, NameInline, RegistrationInline, HonourInline]
