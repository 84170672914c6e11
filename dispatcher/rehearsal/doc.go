// Package rehearsal plays the people of a campaign: operators who work through
// the call list, recipients who open their page and press its button, and the
// clock that lets days pass in seconds.
//
// They use the doors that people use, and know nothing of the product behind
// them. Who answers when stands in a file that only this package reads
// (ReadAnswers). What they saw they write down, for package judge.
//
// Play moves the clock to the next moment only when nothing is left to do in
// the present one, so that a fast clock never changes an outcome.
package rehearsal
