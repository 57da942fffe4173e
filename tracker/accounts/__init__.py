"""Accounts: who may log in and as what, the sessions of browsers, the tokens of programs."""

from tracker.accounts.tables import ROLES, SCOPES, TABLES, Attempt, LogIn, Role, Scope, Token, User

__all__ = ["ROLES", "SCOPES", "TABLES", "Attempt", "LogIn", "Role", "Scope", "Token", "User"]
