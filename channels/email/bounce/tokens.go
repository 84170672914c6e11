package bounce

import (
	"regexp"
	"slices"
	"strings"
)

// LetterField is the field of a letter's header that holds its return token: a
// server that returns the header returns it too, where the return path is not
// the letter's own.
const LetterField = "X-Owabi-Letter"

// returnPath is an address of a letter's own; token is one that stands alone.
var (
	returnPath = regexp.MustCompile(`(?i)(?:^|[^0-9a-z.])r(?:\+|=2B|\+2B)([0-9a-z][0-9a-z.]{6,61})@`)
	token      = regexp.MustCompile(`^[0-9a-z][0-9a-z.]{6,61}$`)
	inLetter   = regexp.MustCompile(`(?i)` + LetterField + `:\s*([0-9a-z.]+)`)
)

// maxTokens bounds how many tokens are tried.
const maxTokens = 8

// Recipients of the message itself, as servers note them.
var deliveredTo = [...]string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To"}

// tokens lists what may be the token of a letter, each once: first by the
// message's own recipients, then by what it says.
func tokens(m *message, to []string) []string {
	var all []string
	add := func(s string) {
		s = strings.ToLower(strings.Trim(s, ". "))
		if token.MatchString(s) && !slices.Contains(all, s) && len(all) < maxTokens {
			all = append(all, s)
		}
	}
	paths := func(s string) {
		for _, found := range returnPath.FindAllStringSubmatch(s, maxTokens) {
			add(found[1])
		}
	}
	for _, a := range to {
		paths(a)
	}
	for _, name := range deliveredTo {
		for _, v := range m.header.Values(name) {
			paths(v)
		}
	}
	for i := range m.report {
		add(decodeXtext(m.report[i].Get("Original-Envelope-Id")))
		paths(decodeXtext(m.report[i].Get("Original-Recipient")))
	}
	add(m.letter.Get(LetterField))
	paths(m.letter.Get("Return-Path"))
	for _, found := range inLetter.FindAllStringSubmatch(m.text, maxTokens) {
		add(found[1])
	}
	paths(m.text)
	return all
}

// decodeXtext undoes the encoding of RFC 3461, 4. Servers are to undo it
// themselves; not all do.
func decodeXtext(s string) string {
	return strings.NewReplacer("+2B", "+", "+2b", "+", "+3D", "=", "+3d", "=").Replace(strings.TrimSpace(s))
}
