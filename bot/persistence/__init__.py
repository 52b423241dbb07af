"""The only place that opens, scopes and commits sessions.

In: a database URL and a tenant. Out: `Database.uow(tenant_id)` for what writes, `Database.reading(tenant_id)`
for what looks, `Database.control()` for the table of tenants. `tenancy` filters every statement by the
session's tenant; `migrations` holds the tables of all packages. docs/decisions/0006 says why.
"""
