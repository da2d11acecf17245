"""Changes of the grant: until one is approved, what it would replace still holds, in every report made by then."""

from datetime import date

from apk_lib.dataset import open_dataset

# of post 1 half a year was to be taken off, of which the fund learned in November and which it approved in January;
# post 3 was asked for and approved at the same time
POSTS = """
    recorded_at,withdrawn,post,planned_from,planned_to,fte,approved_on
    2020-05-25T08:00:00+02:00,false,1,2020-06-01,2021-05-31,1,2020-05-20
    2020-05-25T08:00:00+02:00,false,2,2020-06-01,2021-05-31,1,
    2020-11-10T08:00:00+01:00,false,1,2020-06-01,2020-11-30,1,2021-01-20
    2020-11-10T08:00:00+01:00,false,3,2020-12-01,2021-05-31,1,2021-01-20
"""
LINES = """
[[budget_lines]]
line = "1"
version = 1
name_cs = "mzdy"
name_en = "wages"
direct = true
approved = 1000.00
valid_from = 2020-06-01
approved_on = 2020-05-20
confirmed = true

[[budget_lines]]
line = "1"
version = 2
name_cs = "mzdy"
name_en = "wages"
direct = true
approved = 900.00
valid_from = 2020-11-01
approved_on = 2021-01-20
confirmed = true

[[financial_plan]]
period = "P1"
valid_from = 2020-06-01
spent = 500.00
confirmed = false

[[financial_plan]]
period = "P1"
valid_from = 2020-11-01
approved_on = 2021-01-20
spent = 400.00
confirmed = false

[[targets]]
indicator = "posts_filled"
measure = "filled_at_end"
valid_from = 2020-11-01
approved_on = 2021-01-20
target = 3
confirmed = true
"""


def posts(dataset):
    return dict(dataset.table("posts").sort("post").select("post", "planned_to").iter_rows())


def test_a_post_is_what_was_approved_by_the_day_of_the_report(folder):
    place = folder(posts=POSTS)
    whole, half = date(2021, 5, 31), date(2020, 11, 30)
    assert posts(open_dataset(place, period="P1")) == {"1": whole, "2": whole}
    assert posts(open_dataset(place, period="P1", as_of="2021-01-19")) == {"1": whole, "2": whole}
    assert posts(open_dataset(place, period="P1", as_of="2021-01-20")) == {"1": half, "2": whole, "3": whole}


def test_lines_plans_and_targets_are_handed_over_once_they_are_approved(folder):
    place = folder(posts=POSTS)
    sheet = place / "project.toml"
    sheet.write_text(sheet.read_text("utf-8") + LINES, "utf-8")
    before, after = (open_dataset(place, period="P1", as_of=day) for day in ("2021-01-19", "2021-01-20"))
    assert [len(before.table(name)) for name in ("budget_lines", "financial_plan", "targets")] == [1, 1, 0]
    assert [len(after.table(name)) for name in ("budget_lines", "financial_plan", "targets")] == [2, 2, 1]
    # the sheet itself is whole, whoever asks when
    assert len(before.project.frames["targets"]) == 1
