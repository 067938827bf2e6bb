from bot.store.schema import metadata


def test_every_table_and_constraint_has_a_name_that_a_migration_can_use() -> None:
    for table in metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name
        assert all(index.name for index in table.indexes), table.name
