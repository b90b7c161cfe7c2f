"""A folder of odd things gives the same tree ID as restic's, in many time zones, and neither program
stores anything again that the other has stored."""

from odd_tree import make_odd_tree
from programs import RESTIC, TL, ProgramTest, tree_differences

# The last has summer time by rule for ever, far beyond the tables of the others.
ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Dublin", "Asia/Tehran",
         "America/St_Johns", "CET-1CEST,M3.5.0,M10.5.0/3", "XXX3:30:15YYY,J60/25:15,J300/-1:30"]


class SameTree(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"

    def test_odd_things_give_the_same_tree_in_every_zone(self):
        make_odd_tree(self.source)
        ours, theirs = self.new_repository("ours"), self.new_repository("theirs")
        for zone in ZONES:
            with self.subTest(zone=zone):
                environment = {"TZ": zone}
                trees = self.trees_of_both(ours, theirs, "source", cwd=self.scratch, environment=environment)
                self.assertEqual(tree_differences(ours, theirs, trees), [])
                self.assertEqual(*trees)
        for first, second, repository in ((TL, RESTIC, ours), (RESTIC, TL, theirs)):
            with self.subTest(first=first):
                again = repository.backup(second, "--force", "source", cwd=self.scratch, environment={"TZ": ZONES[-1]})
                self.assertEqual(again["data_added"], 0)
                self.assertEqual((again["data_blobs"], again["tree_blobs"]), (0, 0))
        ours.restic("check", "--read-data")
        theirs.tl("check", "--read-data")
