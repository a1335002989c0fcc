"""Addresses under /account/. What stands in OPEN is for those who are not logged in; all others ask for the log-in."""

from django.urls import path

from . import factor_views, handover, invitation_views, password_views, views

app_name = "account"

OPEN = frozenset({"reset", "reset_sent", "reset_confirm", "invitation", "log_out"})

urlpatterns = [
    path("", views.home, name="home"),
    path("log-out/", views.log_out, name="log_out"),
    path("sessions/", views.session_list, name="sessions"),
    path("sessions/end-others/", views.end_other_sessions, name="sessions_end_others"),
    path("sessions/<int:number>/end/", views.end_session, name="session_end"),
    path("authority/<int:number>/", views.authority, name="authority"),
    path("second-factor/", factor_views.factor, name="factor"),
    path("second-factor/set-up/", factor_views.set_up, name="factor_set_up"),
    path("second-factor/recovery-codes/", factor_views.recovery_codes, name="recovery_codes"),
    path("password/", password_views.Change.as_view(), name="password"),
    path("password/reset/", password_views.Reset.as_view(), name="reset"),
    path("password/reset/sent/", password_views.ResetSent.as_view(), name="reset_sent"),
    path("password/reset/<uidb64>/<token>/", password_views.ResetConfirm.as_view(), name="reset_confirm"),
    path("invitations/", invitation_views.invitation_list, name="invitations"),
    path("invitations/new/", invitation_views.new_invitation, name="invitation_new"),
    path("invitations/<int:number>/revoke/", invitation_views.revoke_invitation, name="invitation_revoke"),
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
    path("handover/", handover.handover, name="handover"),
]
