package pages

import "time"

// wording is everything that the pages say of themselves in one language. What
// the office wrote stands beside it as the office wrote it.
type wording struct {
	Lang        string
	Other       string // the language to switch to, as a code …
	OtherName   string // … and in its own words
	Discovered  string
	Items       string
	Cause       string
	Secondary   string
	Measures    string
	Desk        string
	Phone       string
	Fax         string
	Email       string
	Address     string
	Hours       string
	Site        string
	Reference   string
	Document    string
	Call        string // heading: the person asks to be called
	CallBefore  string
	CallButton  string
	CallAsked   string // before the time, once they have asked
	Wrong       string // heading: this reached somebody else
	WrongBefore string
	WrongButton string
	WrongDone   string
	CheckLink   string
	Check       string // title of the page on which a number is checked
	CheckBefore string
	CheckLabel  string
	CheckButton string
	Genuine     string // the number is one of ours
	Foreign     string // it is not
	TooOften    string
	NeverAsks   string // what this page never asks for
	Goals       map[string]goalWords
	layout      string // of date and time
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
	Call:      "お電話を差し上げます", CallBefore: "ご都合のよい日時をお選びください。番号の入力は要りません。名簿の番号にお電話します。", CallButton: "この日時に電話を希望します",
	CallAsked: "次の日時にお電話を差し上げます:", Wrong: "お心当たりがない場合",
	WrongBefore: "ご本人でない方に届いた場合は、お手数ですが下のボタンでお知らせください。この宛先へは、今後お送りしません。", WrongButton: "自分宛てではありません",
	WrongDone: "ご本人でない方に届いたことを承りました。お手数をおかけしました。お手元の手紙は破棄してください。", CheckLink: "この連絡が本物かを確かめる",
	Check: "お問い合わせ番号の確認", CheckBefore: "手紙や電子メールに記された番号が、当方の発行したものかを確かめられます。", CheckLabel: "お問い合わせ番号",
	CheckButton: "確かめる", Genuine: "この番号は、次の組織がお送りした連絡のものです。",
	Foreign:  "この番号は、当方が発行したものではありません。打ち間違いでなければ、その連絡にはお答えにならず、ご自身でお調べになった当方の代表電話へお知らせください。",
	TooOften: "ただいま確認が混み合っています。しばらくしてからお試しいただくか、お電話でお確かめください。",
	layout:   "2006年1月2日 15時04分",
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
	Call:      "We can call you", CallBefore: "Choose a time that suits you. You need not give a number: we call the one on our list.", CallButton: "Please call me then",
	CallAsked: "We will call you at this time:", Wrong: "Is this not for you?",
	WrongBefore: "If this has reached somebody else, please tell us with the button below. We will not write to this address again.", WrongButton: "This is not for me",
	WrongDone: "We have noted that this reached somebody else. We are sorry for the trouble; please destroy the letter.", CheckLink: "Check that this is genuine",
	Check: "Check a reference number", CheckBefore: "Find out whether the number in a letter or an e-mail is one that we have issued.", CheckLabel: "Reference number",
	CheckButton: "Check", Genuine: "This number belongs to a message of this organisation:",
	Foreign:  "We have not issued this number. If you have typed it correctly, please do not answer that message, and tell us by our main number, which you have looked up yourself.",
	TooOften: "Too many numbers are being checked just now. Please try again later, or ring us.",
	layout:   "2 January 2006, 15:04 (UTC-07:00)",
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
