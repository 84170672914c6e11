package model

import "testing"

// rule is a rule that can be switched off.
type rule string

// The rules, by the file that holds them.
const (
	takingIsLending rule = "taking a job is lending it"                // due.lua
	leaseEndsInDue  rule = "a lease that ends makes the job due again" // release.lua

	planNeedsVersion  rule = "the planner's decision is applied only to the state that it was made from"         // plan.lua
	orderLooksBack    rule = "what was ordered twice is not repeated when the first turns out to be handed over" // trail.go
	reviewEndsItsStep rule = "a review counts as a finished step"                                                // trail.go

	claimNamesTheAttempt rule = "a job claims only the attempt that it names" // claim.lua
	claimOnlyDue         rule = "only what is due is claimed"
	claimAsksReach       rule = "the claim looks whether the person is reached"
	claimAsksPause       rule = "the claim looks whether the campaign runs"
	claimAsksEpoch       rule = "the claim compares the epochs"
	claimAsksHours       rule = "the claim looks at the hours"
	claimAsksVersion     rule = "the claim compares what was rendered"
	passedIsPlanned      rule = "a window that has passed is planned again"
	tokenNamesTheClaim   rule = "a token names the claim, not the worker" // worker.go

	factsAlways           rule = "facts are added always" // record.lua
	lateOutcomeCounts     rule = "a late outcome counts, whatever its token"
	versionRefusesNothing rule = "an outcome counts, whatever the version"
	decisionNeedsVersion  rule = "a worker's decision is applied only to the state that it was made from"
	lateSettles           rule = "late evidence settles a review"
	evidenceDropsResend   rule = "late evidence cancels a resend that was ordered"
	receiptMayComeFirst   rule = "a receipt that came first outweighs an uncertain outcome"
	bounceMayComeFirst    rule = "a bounce that came first settles an uncertain outcome"
	repeatOpensNothing    rule = "a repeated outcome of what was not sent opens no attempt"
	badNewsIsPlanned      rule = "a bounce has the case planned again"
	doubtIsReviewed       rule = "what who took it knows nothing of goes to review"
	doubtDropsTries       rule = "a further try that is due already is not made after such word"
	reachedCancels        rule = "reached cancels what is pending" // _case.lua
	takenBackIsPlanned    rule = "evidence taken back is planned again"

	expiredIsReviewed    rule = "an expired claim goes to review, never back to due" // expire.lua
	factsSettleExpiry    rule = "known facts settle a claim that expires"
	lapsedDialIsReviewed rule = "a dialled call without a report goes to review, not back to the list"
	dialOnlyOwnOffer     rule = "an operator dials only the own offer" // dial.lua
	dialAsksHours        rule = "dialling looks at the hours"
	dialAsksPause        rule = "dialling looks whether the campaign runs"

	withdrawalVoidsLetters   rule = "a withdrawal voids what was rendered" // withdraw.lua
	withdrawalCancels        rule = "the last withdrawal cancels what is pending"
	letterLeavesOutWithdrawn rule = "a letter leaves out whoever is withdrawn" // stationery.go

	claimsExpire        rule = "somebody looks for claims that nobody closes" // watch.go
	offersLapse         rule = "somebody looks for offers that nobody dials"
	heldHasADoor        rule = "a human can let go on what was held"
	repeatReachesShards rule = "a request that broke off reaches the shards when it is repeated" // campaigns.go
	recordIsReadAgain   rule = "the server reads the campaigns again when another process has changed one"
	stoppedSaysNothing  rule = "a worker that is stopped before it lists records nothing" // worker.go, refuse
)

// lacking are the rules that the product does not hold yet. TestModel explores
// it as if it did; TestRules shows what may happen until then; TestTwin walks
// without them. There is none today.
var lacking []rule

// TestRules switches rules off, and demands that the exploration finds what
// they are for. Where two guard the same door, both are off.
func TestRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		off    []rule
		plan   plan
		budget Budget
		want   violation
		bears  violation
	}{
		{[]rule{takingIsLending}, once, Budget{crash: 1}, stuck, noHandle},
		{[]rule{leaseEndsInDue}, once, Budget{crash: 1}, stuck, noHandle},
		{[]rule{planNeedsVersion}, once, Budget{}, toldTwice, fine},
		{[]rule{orderLooksBack}, once, Budget{slow: 2, again: 2}, needlessResend, fine},
		{[]rule{reviewEndsItsStep}, once, Budget{lost: 1}, stuck, fine},

		{[]rule{claimNamesTheAttempt}, once, Budget{soft: 1}, inventedAttempt, fine},
		{[]rule{claimOnlyDue}, once, Budget{}, toldTwice, fine},
		{[]rule{claimAsksReach, reachedCancels}, beside, Budget{callback: 1}, startedReached, pendingAtEnd},
		{[]rule{claimAsksPause, claimAsksEpoch}, once, Budget{pause: 1}, startedPaused, fine},
		{[]rule{claimAsksHours}, dated, Budget{shut: 1}, startedShut, fine},
		{[]rule{claimAsksVersion}, house, Budget{withdraw: 1}, startedWithdrawn, fine},
		{[]rule{passedIsPlanned}, dated, Budget{shut: 1}, stuck, fine},
		{[]rule{tokenNamesTheClaim}, once, Budget{}, toldTwice, fine},

		{[]rule{factsAlways}, once, Budget{crash: 1, callback: 1}, knownInReview, fine},
		{[]rule{lateOutcomeCounts}, once, Budget{slow: 1}, knownInReview, fine},
		{[]rule{versionRefusesNothing}, house, Budget{withdraw: 1}, knownInReview, fine},
		{[]rule{decisionNeedsVersion}, beside, Budget{}, toldTwice, fine},
		{[]rule{lateSettles}, once, Budget{lost: 1, callback: 1}, knownInReview, fine},
		{[]rule{evidenceDropsResend}, once, Budget{slow: 1, again: 1}, needlessResend, fine},
		{[]rule{receiptMayComeFirst, bounceMayComeFirst}, once, Budget{lost: 1, callback: 1}, knownInReview, fine},
		{[]rule{bounceMayComeFirst}, once, Budget{lost: 1, callback: 1}, knownInReview, fine},
		{[]rule{repeatOpensNothing}, once, Budget{lost: 1, stop: 1}, inventedAttempt, fine},
		{[]rule{reachedCancels}, beside, Budget{callback: 1}, pendingAtEnd, fine},
		{[]rule{takenBackIsPlanned, badNewsIsPlanned}, once, Budget{callback: 2}, stuck, noHandle},
		{[]rule{doubtIsReviewed}, twice, Budget{unclear: 1}, blindResend, fine},
		{[]rule{doubtDropsTries}, twice, Budget{unclear: 1}, blindResend, fine},

		{[]rule{claimsExpire}, once, Budget{crash: 1}, stuck, fine},
		{[]rule{expiredIsReviewed}, once, Budget{crash: 1}, toldTwice, fine},
		{[]rule{factsSettleExpiry}, once, Budget{crash: 1, callback: 1}, knownInReview, fine},
		{[]rule{offersLapse}, calls, Budget{crash: 1}, stuck, fine},
		{[]rule{lapsedDialIsReviewed}, calls, Budget{crash: 1}, toldTwice, fine},
		{[]rule{dialOnlyOwnOffer}, calls, Budget{slow: 1}, toldTwice, fine},
		{[]rule{dialAsksHours}, calls, Budget{shut: 1}, startedShut, fine},
		{[]rule{dialAsksPause}, calls, Budget{pause: 1}, startedPaused, fine},

		{[]rule{withdrawalVoidsLetters}, house, Budget{withdraw: 1}, startedWithdrawn, fine},
		{[]rule{withdrawalCancels}, once, Budget{withdraw: 1}, pendingAtEnd, fine},
		{[]rule{letterLeavesOutWithdrawn}, house, Budget{withdraw: 1}, startedWithdrawn, fine},
		{[]rule{heldHasADoor}, once, Budget{soft: soft}, stuck, fine},
		{[]rule{repeatReachesShards}, once, Budget{pause: 1, broken: 1}, stuck, fine},
		{[]rule{recordIsReadAgain}, beside, Budget{pause: 1, trip: 1}, startedPaused, fine},
		{[]rule{recordIsReadAgain}, once, Budget{trip: 1}, stuck, fine},
		{[]rule{stoppedSaysNothing}, calls, Budget{stop: 1}, inventedAttempt, fine},
	} {
		t.Run("without: "+string(c.off[0]), func(t *testing.T) {
			t.Parallel()
			f := (&model{plan: c.plan, budget: c.budget, off: c.off, bears: c.bears}).explore()
			if f.bad != c.want {
				t.Errorf("found %q, want %q", f.bad, c.want)
			}
			t.Logf("%d states\n%s", f.states, f.trace())
		})
	}
}

// TestGuards switches off one of two rules that guard the same door: the other
// one is enough.
func TestGuards(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		off    rule
		plan   plan
		budget Budget
	}{
		{claimAsksReach, beside, Budget{callback: 1}},
		{claimAsksPause, twice, Budget{pause: 1, dup: 1}},
		{claimAsksEpoch, twice, Budget{pause: 1, dup: 1}},
		{receiptMayComeFirst, once, Budget{lost: 1, callback: 2}},
		{takenBackIsPlanned, backed, Budget{callback: 2}},
		{badNewsIsPlanned, backed, Budget{callback: 2}},
	} {
		t.Run("without: "+string(c.off), func(t *testing.T) {
			t.Parallel()
			if f := (&model{plan: c.plan, budget: c.budget, off: []rule{c.off}}).explore(); f.bad != fine {
				t.Error(f.trace())
			}
		})
	}
}
