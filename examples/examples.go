// Package examples embeds the worked examples, so that the demo runs from the
// binary alone.
package examples

import "embed"

// Incidents holds incidents/NN-name: a campaign file, the lists as an office
// would send them, and answers.csv, which only the simulation of people reads.
//
//go:embed incidents
var Incidents embed.FS
