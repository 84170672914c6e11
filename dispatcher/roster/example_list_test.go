package roster

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

const reservations = "../../examples/incidents/01-reservations"

// exampleRows reads a list of the example.
func exampleRows(t *testing.T, name string) ([]Row, dispatcher.Balance) {
	t.Helper()
	f, err := os.Open(filepath.Join(reservations, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := Open(name, f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var rows []Row
	for row, err := r.Next(); err == nil; row, err = r.Next() {
		rows = append(rows, row)
	}
	return rows, r.Balance()
}

func TestReservations(t *testing.T) {
	t.Parallel()
	tests := []struct {
		file    string
		people  int
		channel channels.Name // by which everybody can be reached
		houses  int           // organisations
	}{
		{"affected.csv", 119, channels.Call, 1},
		{"recipients.csv", 136, channels.Email, 136},
		{"recipients.csv", 136, channels.Call, 136},
	}
	for _, tt := range tests {
		t.Run(tt.file+" "+string(tt.channel), func(t *testing.T) {
			t.Parallel()
			rows, b := exampleRows(t, tt.file)
			if b.Rows != tt.people || b.People != tt.people {
				t.Errorf("%d rows, %d people, want %d of each: %+v", b.Rows, b.People, tt.people, b.Errors)
			}
			keys, houses := map[string]bool{}, 0
			for _, r := range rows {
				keys[string(r.Key)] = true
				if r.Person.Organisation {
					houses++
				}
				if r.Person.Contacts().For(tt.channel) == 0 {
					t.Errorf("row %d has no contact for %s: %+v", r.Number, tt.channel, r.Errors)
				}
			}
			if len(keys) != tt.people || houses != tt.houses {
				t.Errorf("%d keys, %d organisations, want %d and %d", len(keys), houses, tt.people, tt.houses)
			}
		})
	}
}

// What the example promises: 93 people answer in time for 18:00, 26 do not,
// and every row of both lists says how it answers.
func TestReservationsAnswers(t *testing.T) {
	t.Parallel()
	f, err := os.Open(filepath.Join(reservations, "answers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2023, 2, 26, 9, 0, 0, 0, time.FixedZone("JST", 9*60*60))
	counts, rows := map[string]int{}, map[string]map[int]bool{"affected": {}, "recipients": {}}
	for _, l := range lines[1:] {
		audience, by, otherwise := l[0], l[2], l[4]
		n, err := strconv.Atoi(l[1])
		if err != nil {
			t.Fatal(err)
		}
		rows[audience][n] = true
		if _, _, known := dispatcher.Disposition(otherwise).Outcome(); known != (by == "call") {
			t.Errorf("row %d of %s, by %s: otherwise %q", n, audience, by, otherwise)
		}
		counts[audience+" "+by+" "+when(t, l[3], first)]++
	}
	for what, want := range map[string]int{"affected call first": 81, "affected call noon": 12, "affected call later": 23, "affected call never": 3,
		"recipients page never": 14, "recipients call later": 12, "recipients call never": 2} {
		if counts[what] != want {
			t.Errorf("%s: %d, want %d (%v)", what, counts[what], want, counts)
		}
	}
	if a, r := len(rows["affected"]), len(rows["recipients"]); a != 119 || r != 136 {
		t.Errorf("answers for %d affected and %d recipients", a, r)
	}
}

// when sorts the time of an answer by the calls of the first day.
func when(t *testing.T, from string, first time.Time) string {
	t.Helper()
	if from == "never" {
		return "never"
	}
	at, err := time.Parse(time.RFC3339, from)
	if err != nil {
		t.Fatal(err)
	}
	switch after := at.Sub(first); {
	case after <= 0:
		return "first"
	case after <= 2*time.Hour+30*time.Minute:
		return "noon"
	case after > 9*time.Hour:
		return "later"
	}
	return "in between"
}
