from bot.pairs_on_demand import PairsOnDemand


def test_where_no_reader_is_built_or_it_is_broken_none_is_used(tmp_path):
    assert PairsOnDemand(tmp_path / "missing")() is None
    (tmp_path / "build.json").write_text("{", encoding="utf-8")
    assert PairsOnDemand(tmp_path)() is None


def test_it_loads_once_and_reads_each_pair_once(tmp_path, monkeypatch):
    loaded, read = [], []

    class Reader:
        def read(self, one, other):
            read.append((one, other))
            return 1.0

    def load(folder):
        loaded.append(folder)
        return Reader()

    monkeypatch.setattr("nlu.pairs.reader.PairReader.load", load)
    pairs = PairsOnDemand(tmp_path)
    for _ in range(3):
        assert pairs()("a", "b") == 1.0
    assert (loaded, read) == ([tmp_path], [("a", "b")])
