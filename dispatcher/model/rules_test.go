package model

// rule is a rule that can be switched off.
type rule string

const (
	claimNamesTheAttempt     rule = "a job claims only the attempt that it names"
	claimOnlyDue             rule = "only what is due is claimed"
	claimAsksReach           rule = "the claim looks whether the person is reached"
	claimAsksPause           rule = "the claim looks whether the campaign runs"
	claimAsksHours           rule = "the claim looks at the hours"
	claimAsksVersion         rule = "the claim compares what was rendered"
	passedIsPlanned          rule = "a window that has passed is planned again"
	takingIsLending          rule = "taking a job is lending it"
	leaseEndsInDue           rule = "a lease that ends makes the job due again"
	tokenNamesTheClaim       rule = "a token names the claim, not the worker"
	expiredIsReviewed        rule = "an expired claim goes to review, never back to due"
	factsSettleExpiry        rule = "known facts settle a claim that expires"
	lateOutcomeCounts        rule = "a late outcome counts, whatever its token"
	versionRefusesNothing    rule = "an outcome counts, whatever the version"
	factsAlways              rule = "facts are added always"
	decisionNeedsVersion     rule = "a worker's decision is applied only to the state that it was made from"
	planNeedsVersion         rule = "the planner's decision is applied only to the state that it was made from"
	lateSettles              rule = "late evidence settles a review"
	evidenceDropsResend      rule = "late evidence cancels a resend that was ordered"
	receiptMayComeFirst      rule = "a receipt that came first outweighs an uncertain outcome"
	bounceMayComeFirst       rule = "a bounce that came first settles an uncertain outcome"
	repeatOpensNothing       rule = "a repeated outcome of what was not sent opens no attempt"
	reachedCancels           rule = "reached cancels what is pending"
	takenBackIsPlanned       rule = "evidence taken back is planned again"
	withdrawalVoidsLetters   rule = "a withdrawal voids what was rendered"
	withdrawalCancels        rule = "the last withdrawal cancels what is pending"
	letterLeavesOutWithdrawn rule = "a letter leaves out whoever is withdrawn"
	reviewEndsItsStep        rule = "a review counts as a finished step"
	lapsedDialIsReviewed     rule = "a dialled call without a report goes to review, not back to the list"
	dialOnlyOwnOffer         rule = "an operator dials only the own offer"
	dialAsksHours            rule = "dialling looks at the hours"
	dialAsksPause            rule = "dialling looks whether the campaign runs"
)
