package pages

import "time"

// wording is everything that the pages say of themselves in one language. What
// the office wrote stands beside it as the office wrote it.
type wording struct {
	Lang       string
	Other      string // the language to switch to, as a code …
	OtherName  string // … and in its own words
	Discovered string
	Items      string
	Cause      string
	Secondary  string
	Measures   string
	Desk       string
	Phone      string
	Fax        string
	Email      string
	Address    string
	Hours      string
	Site       string
	Reference  string
	Document   string
	NeverAsks  string // what this page never asks for
	Goals      map[string]goalWords
	layout     string // of date and time
}

// goalWords are the words that depend on what the letter asks for.
type goalWords struct {
	Title     string // heading
	Lead      string // first paragraph
	What      string // heading of what happened
	Ask       string // heading of the confirmation
	Before    string // what pressing the button says
	How       string // label of the field in which people may say how they did it; empty: there is none
	Button    string //
	Confirmed string // once it is pressed
}

func (w wording) date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(w.layout)
}

var japanese = wording{
	Lang: "ja", Other: "en", OtherName: "English",
	Discovered: "判明した日時", Items: "対象となる情報の項目", Cause: "原因", Secondary: "二次被害又はそのおそれ",
	Measures: "対応", Desk: "お問い合わせ先", Phone: "電話", Fax: "ファクス", Email: "電子メール", Address: "所在地",
	Hours: "受付時間", Site: "公式サイト", Reference: "お問い合わせ番号", Document: "文書番号",
	NeverAsks: "このページで、お名前、暗証番号、口座番号、クレジットカード番号などをお尋ねすることはありません。ご不審な点は、ご自身でお調べになった当方の代表電話へお確かめください。",
	layout:    "2006年1月2日 15時04分",
	Goals: map[string]goalWords{
		"apology": {
			Title:     "お詫びとお知らせ",
			Lead:      "このたびは、あなたの情報の取扱いに関し、多大なご迷惑とご心配をおかけしておりますことを、心よりお詫び申し上げます。",
			What:      "起きたこと",
			Ask:       "お読みいただけましたか",
			Before:    "下のボタンを押すと、お読みいただいたことが当方に伝わります。入力していただくものはありません。",
			Button:    "この内容を読みました",
			Confirmed: "お読みいただいたことを承りました。ありがとうございます。このページは閉じていただいて結構です。",
		},
		"deletion": {
			Title:     "情報の削除のお願い",
			Lead:      "当方の不手際により、本来お送りすべきでない情報がお手元に届いております。ご迷惑をおかけし、誠に申し訳ございません。お手数ですが、その情報を利用せず、ほかの方へ渡さずに、削除してくださいますようお願いいたします。",
			What:      "起きたこと",
			Ask:       "削除していただけましたか",
			Before:    "メール、添付ファイル、保存した写し、画面の写真、印刷物のすべてを削除・廃棄されたあとで、下のボタンを押してください。削除していただいたことが当方に伝わります。",
			How:       "削除の方法など(書かなくてもかまいません。お名前などは書かないでください)",
			Button:    "すべて削除しました",
			Confirmed: "削除していただいたことを承りました。お手数をおかけしました。ご協力ありがとうございます。",
		},
		"notice": {
			Title:     "お知らせ",
			Lead:      "次のとおりお知らせいたします。",
			What:      "お知らせの内容",
			Ask:       "お読みいただけましたか",
			Before:    "下のボタンを押すと、お読みいただいたことが当方に伝わります。入力していただくものはありません。",
			Button:    "この内容を読みました",
			Confirmed: "お読みいただいたことを承りました。ありがとうございます。このページは閉じていただいて結構です。",
		},
	},
}

var english = wording{
	Lang: "en", Other: "ja", OtherName: "日本語",
	Discovered: "Discovered", Items: "Kinds of information concerned", Cause: "Cause", Secondary: "Harm that followed or may follow",
	Measures: "What we are doing", Desk: "Whom to ask", Phone: "Telephone", Fax: "Fax", Email: "E-mail", Address: "Address",
	Hours: "Hours", Site: "Website", Reference: "Reference", Document: "Document number",
	NeverAsks: "This page never asks for your name, a password, or an account or card number. If in doubt, ring our main number, which you have looked up yourself.",
	layout:    "2 January 2006, 15:04 (UTC-07:00)",
	Goals: map[string]goalWords{
		"apology": {
			Title:     "An apology, and what happened",
			Lead:      "We are deeply sorry for the trouble and the worry that our handling of your information has caused you.",
			What:      "What happened",
			Ask:       "Have you read this?",
			Before:    "Pressing the button tells us that you have read this. There is nothing to fill in.",
			Button:    "I have read this",
			Confirmed: "We have noted that you have read this. Thank you. You may close this page.",
		},
		"deletion": {
			Title:     "Please delete information",
			Lead:      "By our mistake, information that should never have been sent to you has reached you. We are sorry for the trouble. Please do not use it or pass it on, and delete it.",
			What:      "What happened",
			Ask:       "Have you deleted it?",
			Before:    "Press the button once you have deleted or destroyed all of it: messages, attachments, saved copies, screenshots and prints. It tells us that you have.",
			How:       "How you did it (you may leave this empty; please write no names)",
			Button:    "I have deleted all of it",
			Confirmed: "We have noted that you have deleted the information. Thank you for your trouble and your help.",
		},
		"notice": {
			Title:     "Notice",
			Lead:      "We would like to tell you the following.",
			What:      "What this is about",
			Ask:       "Have you read this?",
			Before:    "Pressing the button tells us that you have read this. There is nothing to fill in.",
			Button:    "I have read this",
			Confirmed: "We have noted that you have read this. Thank you. You may close this page.",
		},
	},
}
