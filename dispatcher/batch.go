package dispatcher

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
)

// Batch is letters that are printed and posted together. It is recorded before
// anything of it is shown, and its letters are claimed by its token until they
// are posted, or it is void.
type Batch struct {
	Number   int        `json:"batch"`
	Version  int64      `json:"version"`
	Campaign string     `json:"campaign"`
	Audience string     `json:"audience,omitempty"`
	State    BatchState `json:"state"`
	Token    string     `json:"token,omitempty"`
	At       time.Time  `json:"at"` // its letters bear this day
	Letters  int        `json:"letters"`
	Pages    int        `json:"pages,omitempty"`
	Sum      string     `json:"sha256,omitempty"` // of the PDF
	Posted   time.Time  `json:"posted,omitzero"`
	Since    time.Time  `json:"since,omitzero"`     // when we learnt that it was posted
	Recorded bool       `json:"recorded,omitempty"` // posted or void: its letters know it
	Doubtful bool       `json:"doubtful,omitempty"` // void after it was printed
	Reason   []byte     `json:"reason,omitempty"`   // why it is void, sealed
	Actor    string     `json:"actor"`              // who brought it into this state
}

// BatchState is how far a batch is.
type BatchState string

// The states of a batch.
//
//	binding ──▶ made ──▶ printed ──▶ posted ──▶ settled
//	   └─────────┴──────────┴──▶ void
const (
	BatchBinding BatchState = "binding" // recorded; its letters are being claimed
	BatchMade    BatchState = "made"    // its PDF may be shown
	BatchPrinted BatchState = "printed" // somebody has said that it is on paper
	BatchPosted  BatchState = "posted"  // the post office has it: handed over
	BatchSettled BatchState = "settled" // what has not come back counts as delivered
	BatchVoid    BatchState = "void"    // made, it goes back on the list; printed, into review
)

// BatchLetter is one letter of a batch, in the batch's order.
type BatchLetter struct {
	Case  string `json:"case"`
	Seq   int    `json:"seq"`
	RV    int64  `json:"rv"` // version of the record that was printed
	Pages int    `json:"pages,omitempty"`
	Out   bool   `json:"out,omitempty"` // taken out of the pile before it was posted
}

// letterNumber is by what a letter is known when it comes back: its batch, its
// place in it, and a digit that finds a slip of the hand.
func letterNumber(batch, place int) string {
	s := strconv.Itoa(batch) + "-" + fmt.Sprintf("%04d", place)
	return s + "-" + string(checkDigit(s))
}

// ParseLetterNumber reads what letterNumber writes, as people type it.
func ParseLetterNumber(s string) (batch, place int, err error) {
	wrong := &Error{Code: Invalid, Where: "number", What: "this is no number of a letter", Cure: "type it as it stands beside the bars in the window: 12-0034-5"}
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case strings.ContainsRune("‐－ー−―–", r):
			return '-'
		case r == ' ' || r == '　':
			return -1
		}
		return r
	}, s)
	p := strings.Split(s, "-")
	if len(p) != 3 || len(p[2]) != 1 {
		return 0, 0, wrong
	}
	batch, err1 := strconv.Atoi(p[0])
	place, err2 := strconv.Atoi(p[1])
	if err1 != nil || err2 != nil || batch < 1 || place < 1 {
		return 0, 0, wrong
	}
	if letterNumber(batch, place) != s {
		wrong.What = "a digit of this number is wrong"
		return 0, 0, wrong
	}
	return batch, place, nil
}

// damm is the quasigroup of Damm's check digit: it finds every wrong digit and
// every two that changed places.
var damm = [10]string{"0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"}

func checkDigit(s string) byte {
	d := byte('0')
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			d = damm[d-'0'][s[i]-'0']
		}
	}
	return d
}

// Printed is a batch ready to be printed, encrypted.
type Printed struct {
	Batch
	Manifest   []ManifestLine `json:"manifest"`
	File       []byte         `json:"file,omitempty"`       // the PDF, encrypted with age by the passphrase
	Passphrase string         `json:"passphrase,omitempty"` // kept nowhere: it is shown once
	Look       []Look         `json:"look,omitempty"`       // letters left on the list, for a human to look at
	Left       int            `json:"left"`                 // letters on the list that would print
}

// ManifestLine is a letter of a batch, without personal data.
type ManifestLine struct {
	Number string `json:"number"`
	Person string `json:"person"`
	Page   int    `json:"page"` // on which it begins, from 1
	Pages  int    `json:"pages"`
}

// Look is a letter that cannot be printed as it stands.
type Look struct {
	Attempt string `json:"attempt"`
	Person  string `json:"person"`
	channels.Unfit
}
