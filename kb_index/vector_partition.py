"""A tenant's partition of `article_vectors` on PostgreSQL, with an index a kind of vector and language.

A list partition a tenant: one index over all tenants' vectors, filtered by tenant, would lose most hits.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, MetaData, Table, column, func, select, table
from sqlalchemy.orm import Session

from kb_index.models import ArticleVector
from kb_index.vector_index.spaces import KINDS

NEEDED = (0, 8)
"""Of pgvector, whose scans go on when what they found is gone."""

BUILD_MEMORY = "1GB"
"""For one index: one that does not fit takes several times as long. 240,000 of 384 numbers need 0.4."""

VECTORS = ArticleVector.metadata.tables[ArticleVector.__tablename__]

OWNER = "tenant_id = nullif(current_setting('app.tenant', true), '')"


def what_lacks(session: Session) -> str | None:
    """Why this database or its role cannot have partitions; None where it can."""
    if session.get_bind().dialect.name != "postgresql":
        return "the database is not PostgreSQL"
    extension = table("pg_extension", column("extname"), column("extversion"))
    version = session.scalar(select(extension.c.extversion).where(extension.c.extname == "vector"))
    if version is None:
        return "the extension vector is missing: a superuser makes it by CREATE EXTENSION vector"
    if tuple(int(part) for part in version.split(".")[:2]) < NEEDED:
        return f"the extension vector is {version}; expected 0.8 or newer: ALTER EXTENSION vector UPDATE"
    parent = table("pg_class", column("relname"), column("relowner"))
    may = select(
        func.pg_has_role(parent.c.relowner, "USAGE")
        & func.has_schema_privilege(func.current_schema(), "CREATE")
    ).where(parent.c.relname == VECTORS.name)
    return None if session.scalar(may) else "this role may not make tables: migrate with the role that serves"


@contextmanager
def new_partition(session: Session, tenant_id: str, languages: Sequence[str], size: int) -> Iterator[Table]:
    """A table to fill with the tenant's vectors of `size` numbers, which then takes the old one's place.

    Others search on meanwhile: only at the end, and until the commit, they wait for the tables to change.
    """
    name = partition_of(tenant_id)
    making = f"{name}_new"
    _run(session, "CREATE TABLE %1$I (LIKE article_vectors INCLUDING ALL)", making)
    _run(session, "ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY", making)
    _run(session, "ALTER TABLE %1$I FORCE ROW LEVEL SECURITY", making)
    _run(session, f"CREATE POLICY tenant ON %1$I USING ({OWNER}) WITH CHECK ({OWNER})", making)
    yield VECTORS.to_metadata(MetaData(), name=making)
    session.connection().execute(select(func.set_config("maintenance_work_mem", BUILD_MEMORY, True)))
    for kind in KINDS:
        for language in languages:
            index = (
                "CREATE INDEX ON %1$I USING hnsw ((CAST(vector AS halfvec(%4$s))) halfvec_ip_ops) "
                "WHERE kind = %2$L AND language = %3$L"
            )
            _run(session, index, making, kind, language, size)
    drop_partition(session, tenant_id)
    _run(session, "ALTER TABLE %1$I RENAME TO %2$I", making, name)
    attach = "ALTER TABLE article_vectors ATTACH PARTITION %1$I FOR VALUES IN (%2$L)"
    _run(session, attach, name, tenant_id)


def drop_partition(session: Session, tenant_id: str) -> None:
    _run(session, "DROP TABLE IF EXISTS %1$I", partition_of(tenant_id))


def partition_of(tenant_id: str) -> str:
    return f"{VECTORS.name}_{tenant_id}"


def _run(session: Session, form: str, *values: object) -> None:
    """The server quotes names (%I) and values (%L): a statement that makes tables takes no parameters."""
    connection: Connection = session.connection()
    statement: Any = connection.scalar(select(func.format(form, *map(str, values))))
    connection.exec_driver_sql(statement)
