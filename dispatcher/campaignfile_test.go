package dispatcher

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
)

const reservationsFile = `id: reservations-2023-02
organisation: {name: 見本市, desk: 予約担当課, phone: "+81-3-0000-0000", fax: "+81-3-0000-0001", email: "desk@city.example.jp", address: "見本町1-1", hours: "09:00-17:30", sender: 見本市長, document_number: 見本第1号, url: "https://city.example.jp/"}
incident: {discovered: 2023-02-24T20:00+09:00, outline: 予約の一覧, items: [氏名, 予約日時, 予約人数], cause: 誤送信, secondary: なし, measures: 削除の依頼}
timezone: Asia/Tokyo
lang: ja
letters: letters/
sandbox_only: true
audiences:
  zzz-affected:
    goal: apology
    reached_when: spoken
    letter: own-apology
    lang: en
    start: 2023-02-26T09:00
    list: affected.csv
    columns: {ご担当: name, 予約日時: field}
    plan:
      - call: {tries: 8, wait: 3h, hours: "09:00-20:00", holidays: true}
      - letter: {after: 5d, reached_when: delivered}
  recipients:
    goal: deletion
    plan:
      - email: {tries: 3, wait: 48h}
      - call: {tries: 5, wait: 24h, hours: "9:30-17:00", weekdays: mon-fri, holidays: false}
  aaa:
    goal: notice
    plan: [email]
`

func TestParseCampaign(t *testing.T) {
	t.Parallel()
	got, err := ParseCampaign("campaign.yaml", []byte(reservationsFile))
	if err != nil {
		t.Fatal(err)
	}
	jst := zone(t, "Asia/Tokyo")
	want := &Campaign{
		ID: "reservations-2023-02", Timezone: "Asia/Tokyo", Location: jst, Lang: "ja", Letters: "letters/", SandboxOnly: true,
		Organisation: Organisation{Name: "見本市", Desk: "予約担当課", Phone: "+81-3-0000-0000", Fax: "+81-3-0000-0001", Email: "desk@city.example.jp",
			Address: "見本町1-1", Hours: "09:00-17:30", Sender: "見本市長", DocumentNumber: "見本第1号", URL: "https://city.example.jp/"},
		Incident: Incident{Discovered: time.Date(2023, 2, 24, 20, 0, 0, 0, jst), Outline: "予約の一覧",
			Items: []string{"氏名", "予約日時", "予約人数"}, Cause: "誤送信", Secondary: "なし", Measures: "削除の依頼"},
		Audiences: []Audience{{
			Name: "zzz-affected", Goal: Apology, ReachedWhen: Spoken, Letter: "own-apology", Lang: "en", Start: time.Date(2023, 2, 26, 9, 0, 0, 0, jst),
			List: "affected.csv", Columns: map[string]string{"ご担当": "name", "予約日時": "field"},
			Plan: Plan{[]Step{
				{Ways: []Way{{Channel: channels.Call, Tries: 8, Wait: Span{D: 3 * time.Hour}, Hours: Hours{540, 1200}, Holidays: true}}},
				{After: Span{Days: 5}, ReachedWhen: Delivered, Ways: []Way{{Channel: channels.Letter, Tries: 1, Wait: Span{Days: 14}, Holidays: true}}},
			}},
		}, {
			Name: "recipients", Goal: Deletion, ReachedWhen: Acknowledged, Letter: "deletion-request",
			Plan: Plan{[]Step{
				{Ways: []Way{{Channel: channels.Email, Tries: 3, Wait: Span{D: 48 * time.Hour}, Holidays: true}}},
				{Ways: []Way{{Channel: channels.Call, Tries: 5, Wait: Span{D: 24 * time.Hour}, Hours: Hours{570, 1020}, Weekdays: 0b0111110}}},
			}},
		}, {
			Name: "aaa", Goal: Notice, ReachedWhen: HandedOver, Letter: "notice",
			Plan: Plan{[]Step{{Ways: []Way{{Channel: channels.Email, Tries: 1, Wait: Span{D: 24 * time.Hour}, Holidays: true}}}}},
		}},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// planFile is a campaign file with one audience and the given plan.
func planFile(plan string) string {
	return "id: x\naudiences:\n  a:\n    goal: apology\n    plan:\n" + plan
}

func TestParsePlan(t *testing.T) {
	t.Parallel()
	day := Span{D: 24 * time.Hour}
	call, email := Way{Channel: channels.Call, Tries: 1, Wait: Span{D: 3 * time.Hour}}, Way{Channel: channels.Email, Tries: 1, Wait: day, Holidays: true}
	twice := email
	twice.Tries = 2
	for _, tc := range []struct {
		name, plan string
		want       []Step
		reached    Grade
	}{
		{"the name alone", "      - call\n      - email", []Step{{Ways: []Way{call}}, {Ways: []Way{email}}}, Spoken},
		{"nothing behind the name", "      - email:\n", []Step{{Ways: []Way{email}}}, HandedOver},
		{"side by side", "      - together: [call, email]", []Step{{Ways: []Way{call, email}}}, Spoken},
		{"side by side, with what is beside", "      - together: [call, email]\n        email: {tries: 2}\n        after: 1d12h\n        reached_when: delivered",
			[]Step{{After: Span{Days: 1, D: 12 * time.Hour}, ReachedWhen: Delivered, Ways: []Way{call, twice}}}, Spoken},
		{"side by side, with what is inside", "      - together: [{email: {tries: 2}}, {call: {}}]", []Step{{Ways: []Way{twice, call}}}, Spoken},
		{"an alias", "      - email: &e {tries: 2}\n      - email: *e", []Step{{Ways: []Way{twice}}, {Ways: []Way{twice}}}, HandedOver},
		{"a list of weekdays", "      - email: {weekdays: [mon, wed-thu]}", []Step{{Ways: []Way{{Channel: channels.Email, Tries: 1, Wait: day, Weekdays: 0b0011010, Holidays: true}}}}, HandedOver},
		{"the whole day, every day", `      - email: {hours: "00:00-24:00", weekdays: mon-sun}`, []Step{{Ways: []Way{email}}}, HandedOver},
		{"one try without a wait", "      - email: {wait: 0h}", []Step{{Ways: []Way{{Channel: channels.Email, Tries: 1, Holidays: true}}}}, HandedOver},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, err := ParseCampaign("campaign.yaml", []byte(planFile(tc.plan)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, c.Audiences[0].Plan.Steps); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if got := c.Audiences[0].ReachedWhen; got != tc.reached {
				t.Errorf("reached when %v, want %v", got, tc.reached)
			}
		})
	}
}

// Every error names the place and what is wrong; each has a cure.
func TestParseCampaignRefuses(t *testing.T) {
	t.Parallel()
	top := func(lines string) string { return "id: x\naudiences: {a: {goal: notice, plan: [email]}}\n" + lines }
	for _, tc := range []struct{ name, file, where, what, cure string }{
		{"an empty file", "", "c.yaml", "the file is empty", "owabi campaign new"},
		{"comments alone", "# nothing\n", "c.yaml", "the file is empty", ""},
		{"no YAML", "id: x\naudiences: {a: [}\n", "c.yaml:1", "the file is no YAML", "indentation"},
		{"a tab", "id: x\n\tlang: ja\n", "c.yaml:2", "the file is no YAML", ""},
		{"Shift JIS", "id: x\nlang: \x93\xfa\n", "c.yaml", "the file is no YAML", "UTF-8"},
		{"an unknown anchor", "id: *x\n", "c.yaml", "unknown anchor", ""},
		{"two documents", top("") + "---\nid: y\n", "c.yaml:3", "a second document", "one file is one campaign"},
		{"a list", "- a\n- b\n", "c.yaml:1", "keys and values", ""},
		{"an unknown key", top("organization: {}\n"), "c.yaml:3", `no key "organization"`, `did you mean "organisation"?`},
		{"a key of another planet", top("colour: red\n"), "c.yaml:3", `no key "colour"`, "use one of id, organisation"},
		{"a merge key", top("<<: {lang: ja}\n"), "c.yaml:3", `no key "<<"`, ""},
		{"a key twice", top("lang: ja\nlang: en\n"), "c.yaml:4 lang", "twice", "keep one"},
		{"an audience twice", "id: x\naudiences:\n  a: {goal: notice, plan: [email]}\n  a: {goal: notice, plan: [email]}\n", "c.yaml:4 audiences.a", "twice", ""},
		{"a key that is a list", top("[a, b]: c\n"), "c.yaml:3", "a key has to be a word", ""},

		{"no id", "audiences: {a: {goal: notice, plan: [email]}}\n", "c.yaml:1 id", "the id is missing", "lower-case"},
		{"an id in capitals", "id: Capitals\n", "c.yaml:1 id", `"Capitals" is no id`, "lower-case"},
		{"an id like a flag", "id: -x\n", "c.yaml:1 id", `"-x" is no id`, "no hyphen"},
		{"a long id", "id: " + strings.Repeat("x", 64) + "\n", "c.yaml:1 id", "is no id", "63"},
		{"an id that is a list", "id: [x]\n", "c.yaml:1 id", "has to be text", ""},
		{"no audiences", "id: x\n", "c.yaml:1", "no audiences", "who is told what"},
		{"empty audiences", "id: x\naudiences: {}\n", "c.yaml:2 audiences", "no audiences", ""},
		{"audiences in a list", "id: x\naudiences: [a]\n", "c.yaml:2 audiences", "keys and values", ""},
		{"an audience's name", "id: x\naudiences: {対象: {goal: notice, plan: [email]}}\n", "c.yaml:2 audiences.対象", "is no id", ""},
		{"a time zone", top("timezone: Asia/Edo\n"), "c.yaml:3 timezone", `no time zone "Asia/Edo"`, "Asia/Tokyo"},
		{"this machine's time zone", top("timezone: Local\n"), "c.yaml:3 timezone", `no time zone "Local"`, ""},
		{"a language", top("lang: fr\n"), "c.yaml:3 lang", `no letters in "fr"`, "ja or en"},
		{"a flag", top("sandbox_only: yes\n"), "c.yaml:3 sandbox_only", "neither true nor false", "write true or false"},
		{"an organisation's key", top("organisation: {mail: x}\n"), "c.yaml:3 organisation", `no key "mail"`, `did you mean "email"?`},
		{"items that are text", top("incident: {items: 氏名}\n"), "c.yaml:3 incident.items", "has to be a list", "[a, b]"},
		{"a moment", top("incident: {discovered: 24 Feb}\n"), "c.yaml:3 incident.discovered", `"24 Feb" is no moment`, "2026-11-24T09:00"},

		{"no goal", "id: x\naudiences: {a: {plan: [email]}}\n", "c.yaml:2 audiences.a", "no goal", "goal: apology"},
		{"an unknown goal", "id: x\naudiences: {a: {goal: apologise, plan: [email]}}\n", "c.yaml:2 audiences.a.goal", `no goal "apologise"`, `did you mean "apology"?`},
		{"no plan", "id: x\naudiences: {a: {goal: notice}}\n", "c.yaml:2 audiences.a", "no plan", "plan:"},
		{"an empty plan", "id: x\naudiences: {a: {goal: notice, plan: []}}\n", "c.yaml:2 audiences.a", "no plan", ""},
		{"a plan that is no list", "id: x\naudiences: {a: {goal: notice, plan: {call: {}}}}\n", "c.yaml:2 audiences.a.plan", "has to be a list", ""},
		{"a grade", "id: x\naudiences: {a: {goal: notice, reached_when: read, plan: [email]}}\n", "c.yaml:2 audiences.a.reached_when", "no grade of evidence", ""},
		{"a letter's name", "id: x\naudiences: {a: {goal: notice, letter: ../x, plan: [email]}}\n", "c.yaml:2 audiences.a.letter", "no name of a letter", ""},
		{"a start", "id: x\naudiences: {a: {goal: notice, start: tomorrow, plan: [email]}}\n", "c.yaml:2 audiences.a.start", "no moment", ""},
		{"a column that is nothing", "id: x\naudiences: {a: {goal: notice, columns: {宛先: }, plan: [email]}}\n", "c.yaml:2 audiences.a.columns.宛先", "not said to be anything", ""},
		{"households", "id: x\naudiences: {a: {goal: notice, households: true, plan: [email]}}\n", "c.yaml:2 audiences.a", `no key "households"`, ""},

		{"a step of nothing", planFile("      -\n"), "c.yaml:6 audiences.a.plan[0]", "names no channel", "together"},
		{"a step without a channel", planFile("      - {}\n"), "c.yaml:6 audiences.a.plan[0]", "names 0 channels", "together"},
		{"an unknown channel", planFile("      - emial\n"), "c.yaml:6 audiences.a.plan[0]", `no channel "emial"`, `did you mean "email"?`},
		{"an unknown channel with keys", planFile("      - emial: {}\n"), "c.yaml:6 audiences.a.plan[0]", `no key "emial"`, `did you mean "email"?`},
		{"two channels without together", planFile("      - {call: {}, email: {}}\n"), "c.yaml:6 audiences.a.plan[0]", "names 2 channels", "together: [call, email]"},
		{"after beside a channel", planFile("      - call: {}\n        after: 5d\n"), "c.yaml:7 audiences.a.plan[0].after", "beside the channel", "call: {after"},
		{"an unknown key of a way", planFile("      - call: {try: 3}\n"), "c.yaml:6 audiences.a.plan[0].call", `no key "try"`, `did you mean "tries"?`},
		{"no tries", planFile("      - call: {tries: 0}\n"), "c.yaml:6 audiences.a.plan[0].call.tries", `"0" is not allowed`, "from 1 to 50"},
		{"too many tries", planFile("      - call: {tries: 51}\n"), "c.yaml:6 audiences.a.plan[0].call.tries", `"51" is not allowed`, "from 1 to 50"},
		{"tries in words", planFile("      - call: {tries: ８回}\n"), "c.yaml:6 audiences.a.plan[0].call.tries", "not allowed", "a number"},
		{"a wait without a unit", planFile("      - call: {wait: 3}\n"), "c.yaml:6 audiences.a.plan[0].call.wait", `"3" is no span`, "3h"},
		{"a wait below nothing", planFile("      - call: {wait: -3h}\n"), "c.yaml:6 audiences.a.plan[0].call.wait", "no span", ""},
		{"a wait of ages", planFile("      - call: {wait: 3651d}\n"), "c.yaml:6 audiences.a.plan[0].call.wait", "longer than 3650 days", ""},
		{"several tries at once", planFile("      - call: {tries: 2, wait: 0h}\n"), "c.yaml:6 audiences.a.plan[0].call.wait", "all be made at once", ""},
		{"hours", planFile("      - call: {hours: 9-17}\n"), "c.yaml:6 audiences.a.plan[0].call.hours", "are no hours", `"09:00-20:00"`},
		{"hours over midnight", planFile("      - call: {hours: \"20:00-02:00\"}\n"), "c.yaml:6 audiences.a.plan[0].call.hours", "midnight", ""},
		{"hours of no length", planFile("      - call: {hours: \"09:00-09:00\"}\n"), "c.yaml:6 audiences.a.plan[0].call.hours", "ends before it begins", ""},
		{"a time that no clock shows", planFile("      - call: {hours: \"09:60-17:00\"}\n"), "c.yaml:6 audiences.a.plan[0].call.hours", "no clock", ""},
		{"beyond the end of the day", planFile("      - call: {hours: \"09:00-24:30\"}\n"), "c.yaml:6 audiences.a.plan[0].call.hours", "no clock", ""},
		{"weekdays", planFile("      - call: {weekdays: mo-fr}\n"), "c.yaml:6 audiences.a.plan[0].call.weekdays", "no days of the week", "mon-fri"},
		{"a list of weekdays", planFile("      - call: {weekdays: [mon, 火]}\n"), "c.yaml:6 audiences.a.plan[0].call.weekdays", "no days of the week", "mon-fri"},
		{"holidays", planFile("      - call: {holidays: no}\n"), "c.yaml:6 audiences.a.plan[0].call.holidays", "neither true nor false", ""},
		{"nothing together", planFile("      - together: []\n"), "c.yaml:6 audiences.a.plan[0]", "nothing is together", ""},
		{"twice together", planFile("      - together: [call, email, call]\n"), "c.yaml:6 audiences.a.plan[0].together[2]", "named twice", ""},
		{"an unknown channel together", planFile("      - together: [call, pigeon]\n"), "c.yaml:6 audiences.a.plan[0].together[1]", `no channel "pigeon"`, "use one of email"},
		{"beside together, and not in it", planFile("      - together: [call]\n        email: {}\n"), "c.yaml:7 audiences.a.plan[0].email", "does not name it", ""},
		{"both in together and beside it", planFile("      - together: [{call: {tries: 2}}]\n        call: {tries: 3}\n"), "c.yaml:7 audiences.a.plan[0].call", "both in together and beside", ""},
		{"two channels in one item", planFile("      - together: [{call: {}, email: {}}]\n"), "c.yaml:6 audiences.a.plan[0].together[0]", "names 2 channels", ""},
		{"after inside together", planFile("      - together: [call]\n        call: {after: 5d}\n"), "c.yaml:7 audiences.a.plan[0].call.after", "belongs to the whole step", "beside together"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, err := ParseCampaign("c.yaml", []byte(tc.file))
			var e *Error
			if !errors.As(err, &e) || c != nil {
				t.Fatalf("got %+v, %v; want an *Error", c, err)
			}
			if e.Code != Invalid || e.Where != tc.where || !strings.Contains(e.What, tc.what) || !strings.Contains(e.Cure, tc.cure) || e.Cure == "" {
				t.Errorf("got %#v\nwant %q, %q, %q", e, tc.where, tc.what, tc.cure)
			}
		})
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for _, s := range []string{"2026-11-24T00:00:00Z", "2026-11-24T09:00+09:00", "2026-11-24 09:00+09:00", "2026-11-24 09:00 +09:00", `"2026-11-24 00:00 Z"`,
		"2026-11-23T19:00:00", "2026-11-23T19:00", "2026-11-23 19:00", "2026-11-23 19:00:00"} {
		c, err := ParseCampaign("c.yaml", []byte("id: x\ntimezone: America/New_York\naudiences: {a: {goal: notice, plan: [email], start: "+s+"}}\n"))
		if err != nil {
			t.Error(err)
		} else if got := c.Audiences[0].Start; !got.Equal(want) {
			t.Errorf("%s: got %v, want %v", s, got, want)
		}
	}
}

func TestNewCampaignFile(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 0, 30, 15, 99, time.UTC)
	c, err := ParseCampaign("new.yaml", NewCampaignFile("my-campaign", now))
	if err != nil {
		t.Fatal(err)
	}
	if c.ID != "my-campaign" || !c.Incident.Discovered.Equal(now.Truncate(time.Minute)) || !c.SandboxOnly || len(c.Audiences) != 2 {
		t.Errorf("got %+v", c)
	}
	if warnings, err := c.Check(embedded(t), []channels.Name{channels.Email, channels.Call}); err != nil || len(warnings) > 0 {
		t.Errorf("check: %v, warnings %q", err, warnings)
	}
}

// What the example offers as a comment works when the hash is taken out.
func TestNewCampaignFileComments(t *testing.T) {
	t.Parallel()
	var lines []string
	offered := 0
	for line := range strings.SplitSeq(string(NewCampaignFile("x", time.Now())), "\n") {
		bare := strings.TrimLeft(line, " ")
		if rest, ok := strings.CutPrefix(bare, "# "); ok && offers(strings.TrimLeft(rest, " ")) {
			offered++
			line = strings.Replace(line, "# ", "", 1)
		}
		lines = append(lines, line)
	}
	c, err := ParseCampaign("new.yaml", []byte(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	if offered != 11 || c.Letters != "letters/" || c.Organisation.URL == "" || c.Audiences[0].Start.IsZero() || len(c.Audiences[0].Columns) != 1 ||
		len(c.Audiences[1].Plan.Steps[1].Ways) != 2 {
		t.Errorf("%d lines are offered, which give %+v", offered, c)
	}
}

func offers(line string) bool {
	for _, key := range []string{"fax:", "document_number:", "url:", "letters:", "letter:", "list:", "start:", "columns:", "- together:", "call:", "after:"} {
		if strings.HasPrefix(line, key) {
			return true
		}
	}
	return false
}

func FuzzParseCampaign(f *testing.F) {
	f.Add([]byte(reservationsFile))
	f.Add(NewCampaignFile("x", time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)))
	f.Add([]byte(planFile("      - together: [{call: {tries: 2}}, email]\n        email: {after: 1d}\n")))
	f.Add([]byte("a: &a [*a]\naudiences: *a\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := ParseCampaign("c.yaml", file)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Code != Invalid || !strings.HasPrefix(e.Where, "c.yaml") || e.What == "" || e.Cure == "" {
				t.Fatalf("not a clear error: %#v", err)
			}
			return
		}
		if !isID(c.ID) || c.Location == nil || len(c.Audiences) == 0 {
			t.Fatalf("got %+v", c)
		}
		now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
		for i := range c.Audiences {
			a := &c.Audiences[i]
			if len(a.Plan.Steps) == 0 || a.ReachedWhen == NoEvidence || a.Letter == "" {
				t.Fatalf("audience %+v", a)
			}
			for _, s := range a.Plan.Steps {
				for _, w := range s.Ways {
					start, end := w.window(now, c.Location)
					if w.Tries < 1 || w.Tries > mostTries || !end.IsZero() && !end.After(start) {
						t.Fatalf("way %+v opens from %v to %v", w, start, end)
					}
				}
			}
			d := Policy{Location: c.Location}.Next(now, a, &Case{Contacts: everyone})
			if len(d.Slots) == 0 {
				t.Fatalf("nothing is planned: %+v", a)
			}
		}
	})
}
