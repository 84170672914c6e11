package templates_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/templates"
)

// Everybody and everything here is made up.

var tokyo = time.FixedZone("JST", 9*60*60)

func organisation(lang string) templates.Organisation {
	if lang == "en" {
		return templates.Organisation{Name: "City of Aozora", Desk: "Reservations Section", Phone: "+81 3 0000 1234", Fax: "+81 3 0000 1235",
			Email: "yoyaku@city.aozora.example.jp", Address: "1-2-3 Midori, Aozora", Hours: "9:00 to 17:30 on weekdays",
			Sender: "Mayor of Aozora", DocumentNumber: "2023-AR-45", URL: "https://www.city.aozora.example.jp/owabi"}
	}
	return templates.Organisation{Name: "青空市", Desk: "予約担当課", Phone: "03-0000-1234", Fax: "03-0000-1235",
		Email: "yoyaku@city.aozora.example.jp", Address: "青空市緑一丁目2番3号", Hours: "平日午前9時から午後5時30分まで",
		Sender: "青空市長", DocumentNumber: "青予第45号", URL: "https://www.city.aozora.example.jp/owabi"}
}

func incident(lang string) templates.Incident {
	discovered := time.Date(2023, 2, 24, 20, 0, 0, 0, tokyo)
	if lang == "en" {
		return templates.Incident{Discovered: discovered,
			Outline:   "On 22 February 2023 a list of reservations at our trade fair was sent by e-mail to 136 businesses that it did not concern.",
			Items:     []string{"name", "date and time of the reservation", "size of the party"},
			Cause:     "The setting that limits the recipients was changed, and nobody checked the change.",
			Secondary: "No misuse has come to our knowledge. Unexpected calls that mention the reservation cannot be ruled out.",
			Measures:  "We have asked all recipients to delete the list and are confirming that they did.\nA change of this setting now needs two people."}
	}
	return templates.Incident{Discovered: discovered,
		Outline:   "令和5年2月22日、見本市の予約の一覧を、関係のない136の事業者に電子メールで送信しました。",
		Items:     []string{"氏名", "予約日時", "予約人数"},
		Cause:     "送信先を限る設定を変更した際に、変更の内容を確認していませんでした。",
		Secondary: "現在のところ、不正な利用は確認されていません。予約の内容を装った不審な連絡のおそれがあります。",
		Measures:  "送信先のすべてに一覧の削除をお願いし、削除を確認しています。\n設定の変更は、必ず二人で行うことといたしました。\n"}
}

func person(lang string) templates.Person {
	p := templates.Person{Name: personal.New("見本　花子"), Reading: personal.New("みほん　はなこ"),
		PostalCode: personal.New("000-0001"), Address: personal.New("青空市緑二丁目3番4号　見本荘５０６"),
		Contacts: []personal.Text{personal.New("hanako@mail.example.com"), personal.New("+819000005678")},
		Fields:   map[string]personal.Text{"予約日時": personal.New("3月1日　10:00"), "予約人数": personal.New("4"), "備考": personal.New("")}}
	if lang == "en" {
		p.Name, p.Reading, p.Address = personal.New("Hanako Mihon"), personal.Text{}, personal.New("506 Mihon-so, 2-3-4 Midori, Aozora")
	}
	return p
}

func full(lang string) templates.Data {
	return templates.Data{Person: person(lang), Link: personal.New("https://owabi.city.aozora.example.jp/p/Zk3vN8qRt2YxW5bC"),
		Reference: "k7q2m9xdh4tz", Date: time.Date(2023, 2, 26, 18, 0, 0, 0, tokyo)}
}

// household is a family that the list declares to be told together.
func household(lang string) templates.Data {
	d := full(lang)
	second := person(lang)
	second.Name, second.Reading = personal.New("見本　太郎"), personal.New("みほん　たろう")
	if lang == "en" {
		second.Name, second.Reading = personal.New("Taro Mihon"), personal.Text{}
	}
	d.Members = []templates.Person{d.Person, second}
	return d
}

// business is an organisation among the addressees, with nothing known that
// need not be.
func business(lang string) templates.Data {
	name := "株式会社見本商事"
	if lang == "en" {
		name = "Mihon Trading Co."
	}
	return templates.Data{Person: templates.Person{Name: personal.New(name), Organisation: true}, Date: full(lang).Date}
}

func nameless(lang string) templates.Data {
	return templates.Data{Date: full(lang).Date}
}

// numbered is the i-th of many distinct people.
func numbered(i int) templates.Data {
	return templates.Data{
		Person: templates.Person{Name: personal.New(fmt.Sprintf("見本　第%d号", i)), Organisation: i%7 == 0,
			Address:  personal.New(fmt.Sprintf("青空市緑%d番地", i)),
			Contacts: []personal.Text{personal.New(fmt.Sprintf("p%d@mail.example.com", i)), personal.New(fmt.Sprintf("+8190%08d", i))},
			Fields: map[string]personal.Text{"予約日時": personal.New(fmt.Sprintf("%d月%d日", i%12+1, i%28+1)),
				"予約人数": personal.New(fmt.Sprint(i%9 + 1)), "電話": personal.New(fmt.Sprintf("090-%04d-%04d", i/10000, i%10000)), "備考": personal.New("")}},
		Link:      personal.New(fmt.Sprintf("https://owabi.city.aozora.example.jp/p/token%08d", i)),
		Reference: fmt.Sprintf("r%011d", i),
		Date:      time.Date(2023, 2, 26, 18, 0, 0, 0, tokyo),
	}
}

func load(t testing.TB, office map[string]string) *templates.Set {
	t.Helper()
	s, err := templates.Parse(office)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// edition makes an edition of one letter of the office's own.
func edition(t testing.TB, file, text string) *templates.Edition {
	t.Helper()
	return editionOf(t, load(t, map[string]string{file: text}), file)
}

func editionOf(t testing.TB, s *templates.Set, file string) *templates.Edition {
	t.Helper()
	l := letterOf(t, s, file)
	_, _, lang := split(file)
	e, err := l.For(organisation(lang), incident(lang))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func letterOf(t testing.TB, s *templates.Set, file string) *templates.Letter {
	t.Helper()
	l, err := s.Letter(split(file))
	if err != nil {
		t.Fatal(err)
	}
	return l
}
