package main

// japanese is the catalogue of words in Japanese.
var japanese = map[string]string{
	"help": `owabi は、事故の影響を受けた方お一人おひとりにお詫びを届け、届いたことを証明します。

使い方: owabi コマンド [引数] [フラグ]。* の付いたコマンドはサーバーなしで動きます
`,
	"help.end": `
コマンドごとの説明:  owabi help コマンド、または owabi コマンド --help
サーバーの場所:      --server、なければ --data、$OWABI_DATA、./owabi-data の順に、その中のソケット owabi.sock
終了コード:          0 完了、1 受け付けられない又は否定の答え、2 使い方の誤り、3 サーバーに届かない、4 内部の障害、130 中断
出力:                --json を付けると、標準出力に JSON の値を一つ、標準エラーにエラーも JSON で書きます`,

	"help.demo":  "サンドボックスで、速い時計を使い、はじめから終わりまで動かして見せる",
	"help.serve": "すべてを一つのプロセスで動かす",
	"help.work": `ワーカーだけを動かします(サーバーは別の所)
サーバーと同じ設定ファイルで、同じRedis、NATS、マスター鍵を使います。`,
	"help.bench": `何も記録しない送信と速さを比べます(この機械の中だけ)
最後の行はJSONです。`,
	"help.sandbox": `メールの中継と SMS 事業者の代役を動かす
何でも受け取り、どこへも送らず、記録に残します。これを使う設定ファイルの行を表示します。`,

	"help.campaign check": `案件のファイル、文面、名簿がそろっていて開始できるかを調べる
何も送らず、何もこの機械の外に出しません。名簿は、ファイルに書かれた場所にあれば調べます。`,
	"help.campaign new": `案件のファイルのひな形を書く
FILE はまだ無いファイルです。拡張子を除いた名前が案件の ID になります。`,
	"help.campaign create": `案件(ファイルと文面)をサーバーに登録する
開始するまでは下書きです。対象者は別に取り込みます(` + "`owabi people import`)。",
	"help.campaign show": "案件の状態、対象区分、困っていることを示す",
	"help.campaign list": "案件の一覧",
	"help.campaign launch": `案件を開始する
ID を渡すと、その案件、またはその後に取り込まれた対象者を開始します。ファイルを渡すと、まだ無ければ案件を登録し、各対象区分の名簿を
取り込んでから開始します。済んでいることを二度はしません。`,
	"help.campaign pause":  "案件を止めておく。再開するまで何も出ない\n--channel を付けると、その手段だけを止めます。再開すると、すべての手段が再び使われます。",
	"help.campaign resume": "止めておいた案件を再開する。当方の障害で止めた手段も開く",
	"help.campaign stop":   "案件を終わりにする(元に戻せない)",

	"help.people check": `名簿の各行がどう扱われるかを示す
名簿は変わりません。--campaign と --audience を付けると、列をその対象区分の定めどおりに読みます。`,
	"help.people import": `名簿の対象者を対象区分に取り込む
FILE を - とすると標準入力から読みます。何かを変える前に、名簿を終わりまで調べます。同じ名簿をもう一度取り込んでも何も変わらず、
中断した取込みは続きから終わらせます。`,
	"help.people list": "対象者を ID で一覧する。状況と根拠だけで、個人情報は出ない",
	"help.people find": `お名前・ふりがな・電話番号・メール・番号で対象者を探す
QUERY は一つ: お名前またはふりがなの全体(空白の有無は問わない)、どの書き方でもよい電話番号、メールアドレス、
名簿の番号、手紙の照会番号のどれか。お名前の前か後に郵便番号を添えると絞り込める。- なら標準入力から読み、
シェルの履歴に残らない。誰が、なぜ探し、誰が表示されたかは記録に残る。`,
	"help.campaign key": `ほかのシステムが対象者を公開するときに封をする公開鍵を表示する
秘密ではありません。使い方は docs/intake.md にあります。`,
	"help.people contact": `連絡先を加え、誤った連絡先の使用をやめる
連絡先は電話番号かメールアドレスで、ふつうの書き方なら何でも構いません。使用をやめた連絡先は、電話や文面の準備が進んでいても、二度と
使いません。経過と記録はすべて残ります。`,
	"help.people correct": `連絡した後で対象外となった方に、訂正の文面を用意する
1つ目は対象外となった対象区分、2つ目は訂正を送る対象区分（同じ案件でも別の案件でもよく、たとえば ` + "`letter: correction`" + ` のもの）です。
開始するまで送りません。もう一度実行すると、その後に対象外となった方だけを加えます。`,
	"help.people rejected": `公開されたが受け入れられなかった対象者を、理由とともに一覧する
同じIDのメッセージが受け入れられると、一覧から消えます。`,
	"help.seal": `標準入力の内容に、案件の公開鍵で封をする
封書（age形式、age-encryption.org）を標準出力に書きます。KEYは` + "`owabi campaign key`" + `が表示するものです。`,
	"help.people withdraw": "お知らせする必要がなくなった方を外す。履歴は残る",

	"help.status": `進み具合を示す
時点を指定すると、その時までに記録されたものを数え、いつ見ても同じ数になります。`,

	"help.bench-console": `電話の担当者が大勢でかけ、手紙も同時に送るときの速さを測る
時間は、サーバー自身の記録によるものです。最後の行は JSON です。`,
	"help.calls next": `次にかける電話を受け取る。どなたか、番号の下二桁
あなた一人に割り当てられ、かけなければ元に戻ります。かける相手がいないことは誤りではありません(--json では null)。`,
	"help.calls dial": `番号と話す内容を示す
ここから先は着手として数え、結果の記録が必要です。`,
	"help.calls record": `電話の結果を記録する
DISPOSITION は次のどれか: spoken(本人と話した)、no_answer(応答なし)、busy(話し中)、voicemail(留守番電話)、wrong_number(番号違い)、
not_in_service(使われていない)、third_party(本人以外が出た)、not_identified(本人と確かめられない)、refused(断られた)、
call_back(かけ直しの約束)、deceased(亡くなっている)、abroad(国外にいる)。到達と数えるのは spoken だけです。`,
	"help.calls back": "割り当てられた方を、一覧の待っている方々の後ろに戻す",
	"help.calls hand": `手元の電話を、かける前でも後でも、同僚に引き継ぐ
引き継いだ方に番号が示されます。ご自分で報告した結果も記録されます。`,
	"help.calls again": `計画にかかわらず、今または指定した時刻に、もう一度電話する
計画が尽きた方、断られた方にも。監督者のためのものです。`,
	"help.calls answer": `電話をかけてこられた方の票を開く: 確かめること、話すこと
先に people find で探します。誰が、なぜ開いたかは記録に残ります。`,
	"help.calls inbound": `かかってきた電話の結果を記録する
spoken なら、その方に予定されていたことは、誰かがかけようとしている電話も含めて、すぐに取りやめになります。
電話は --at の時刻で見分け、同じものを二度送っても一度だけ記録します。`,
	"help.calls list": "電話の一覧(待ち、割当て済み、発信済み)",

	"help.hand next": `次に訪問・窓口・ファクシミリで対応する方を受け取る
ここから先は着手として数えます。一週間のうちに結果を記録してください。過ぎると要確認になります。`,
	"help.hand record": `訪問・窓口・ファクシミリの結果を記録する
OUTCOME は次のどれか: spoken(本人と話した)、received(受領の署名を得て渡した)、left(郵便受けに入れた、送信済みの記録があるファクシミリ)、
not_there(不在)、wrong_address(そこにお住まいでない)、refused(断られた)、deceased(亡くなっている)。received と left には、それを示すメモが必要です。`,
	"help.hand list": "訪問などを待つ方と、対応中の方の一覧",
	"flag.by":        "手段 `MEANS`: visit(訪問)、counter(窓口)、fax",
	"flag.note.hand": "それを示すメモ `TEXT`(封をして残します)",
	"flag.at.hand":   "その時刻 `TIME`(指定がなければ今)",
	"hand.nobody":    "対応を待つ方はいません。\n",
	"hand.record":    "終わったら: owabi hand record %s 結果\n",
	"taken":          "対応中",
	"help.letters print": `一覧の手紙から、印刷する一組を PDF で作る
見せる前にこの組に割り当てるので、同じ方の手紙が二度印刷されることはありません。フォルダには、age で暗号化した PDF と、個人情報のない明細を
置きます。パスフレーズは、標準エラー出力に一度だけ示します。そのままでは印刷できない手紙は一覧に残し、名を挙げます。--batch は、前に作った組を、
同じ内容でもう一度作ります。`,
	"help.letters open": `一組の PDF を復号する(印刷のため)
パスフレーズは標準入力かファイルから読みます。印刷を終えたら PDF を消してください。`,
	"help.letters list": "手紙の組の一覧と、待っている手紙の数",
	"help.letters confirm": `一組を印刷し終えたことを記録する
その間に連絡がついた方や外れた方の手紙は、抜き取るように番号を示します。`,
	"help.letters posted": `一組を差し出したことを記録する
計画の待ち時間(指定がなければ14日)のうちに戻らないものは、届いたものと数えます。`,
	"help.letters written": "そのままでは印刷できない手紙を、手で書いて差し出したことを記録する",
	"flag.note.written":    "誰が書き、いつ差し出したか `TEXT`(封をして残します)",
	"help.letters returned": `手紙が戻ったことを記録する。その方には計画の続きを行う
NUMBER は、窓の中のバーコードの右の番号です。読み取っても、打ち込んでもかまいません。`,
	"help.letters void": `一組を取りやめる
手紙は一覧に戻ります。印刷を終えた組は、差し出されたかどうかが分からないので、要確認になります。`,
	"flag.out.letters":     "一組を置くフォルダ `DIR`",
	"flag.out.open":        "書き出す `PDF`(まだないもの)",
	"flag.most":            "多くても `N` 通(指定がなければ1000、最大2000)",
	"flag.batch":           "新しい組でなく、組 `N` をもう一度作る",
	"flag.passphrase-file": "パスフレーズだけを書いたファイル `FILE`。- は標準入力",
	"flag.at.posted":       "差し出した時刻 `TIME`(指定がなければ今)",
	"flag.without":         "抜き取った手紙の番号 `NUMBERS`(コンマ区切り)",
	"flag.reason.void":     "差し出さない理由 `TEXT`(封をして残します)",
	"flag.reason.returned": "戻った理由 `TEXT`(封をして残します)",
	"letters.none":         "印刷する手紙はありません。\n",
	"letters.made":         "組 %d: %d通、%dページ。%s\n",
	"letters.secret":       "パスフレーズ(一度だけ示し、どこにも残しません): %s\n",
	"letters.left":         "あと%d通が一覧で待っています。もう一度印刷してください。\n",
	"letters.confirm":      "印刷を終えたら: owabi letters confirm %d\n",
	"letters.look":         "印刷していません。確かめてください: %s: %s %s\n",
	"letters.toolong":      "窓に収まりません",
	"letters.opened":       "%s に書き出しました。印刷を終えたら消してください。\n",
	"letters.waiting":      "%d通が一覧で待っています。\n",
	"letters.confirmed":    "組 %d を印刷しました: %d通\n",
	"letters.out":          "次の手紙を抜き取ってください: %s\n",
	"letters.post":         "差し出したら: owabi letters posted %d\n",
	"letters.posted":       "組 %d: %d通を %s に差し出しました。\n",
	"letters.void":         "組 %d を取りやめました。%d通は一覧に戻りました。\n",
	"letters.doubtful":     "組 %d を取りやめましたが、印刷を終えていたので、%d通は要確認です。\n",
	"part.name":            "お名前",
	"part.address":         "住所",
	"part.text":            "本文",
	"batch.binding":        "作成中",
	"batch.made":           "作成済み",
	"batch.printed":        "印刷済み",
	"batch.posted":         "差出済み",
	"batch.settled":        "確定",
	"batch.void":           "取りやめ",
	"batch":                "組",
	"letters":              "通数",
	"pages":                "ページ",
	"posted":               "差出し",

	"help.review list": "結果が分からない試行の一覧",
	"help.review resolve": `結果が分からない試行をどう扱うか決める
handed_over: 届いたものとみなす。send_again: 同じものをもう一度送る(二度届くことがあります)。`,

	"help.account add": `一人のアカウントを作る
担当者のページにサインインするためのものです。パスワードは自動で作られ、一度だけ表示されます。役割は viewer, operator, supervisor, author,
approver, admin で、それぞれにできることは docs/access.md にあります。approver と admin は、最初のサインインで認証アプリを登録します。--id を省くと番号が付きます。`,
	"help.account import": `名簿から、一つの班のアカウントをまとめて作る
FILE は CSV で、列は氏名(name)と役割(role)、必要なら id と配慮者(protected)です。- は標準入力です。全員分を作るか、一つも作りません。
パスワードは、印刷して切り分けられる表で一度だけ表示されます。`,
	"help.account list": `アカウントの一覧`,
	"help.account reset": `パスワードを再発行する
一度だけ表示されます。認証アプリの登録は消え、サインインは切れます。`,
	"help.account close": `アカウントを閉じる(元には戻せません)
サインインはすぐに切れます。受け取っていた相手は一覧に戻り、通話中だった電話は要確認になります。`,
	"help.token add": `プログラムが使う鍵を作る
一度だけ表示されます。プログラムはこれを bearer token として送ります。owabi では --server URL --token-file FILE です。approver と admin の
操作には二つ目の確認が要るので、鍵ではできません。`,
	"help.token list":   `プログラムの鍵の一覧`,
	"help.token revoke": `鍵をすぐに無効にする`,
	"help.link": `一人が一度だけ管理者になれるリンクを作る
十五分のあいだ使えます。ソケットを通してだけ作れるので、サーバーを動かしている機械で実行してください。`,

	"help.report": `公表文を書く
--json を付けると、そのもとになった数も書きます。`,
	"help.verify": `案件を記録から数え直す
記録と集計が食い違えば終了コード 1。`,
	"help.doctor": `設定と環境を一つずつ調べ、動かないものと直し方を示す
リレー、SMS事業者、受信箱にはサインインするだけで、何も送りません。サーバーが動いていても使えます。動かないものがあれば終了コードは1です。`,
	"help.help": "この説明、またはコマンドごとの説明を示す",

	"flag.json":       "JSON の値を一つ書く",
	"flag.lang":       "出力の言語: `ja|en`(なければ環境の言語)",
	"flag.data.demo":  "データを `DIR` に残します(新しい所に限ります)",
	"flag.example":    "別の例の `DIR`(campaign.yaml、名簿、answers.csv)",
	"demo.imported":   "%s: %d行 = 対象者%d名 + 統合%d + 却下%d + 除外%d",
	"demo.progress":   "試行 %d、到達 %d/%d、未到達 %d",
	"demo.verdict":    "判定: %s\n",
	"demo.took":       "所要 %.1f 秒\n",
	"flag.config":     "設定ファイルの `FILE`(docs/settings.md)",
	"flag.twilio":     "別に動かしているSMS事業者の代わりの `ADDRESS`(この機械の中に限ります)",
	"flag.people":     "人数 `N`",
	"flag.office":     "事務局のページを開く `ADDRESS`",
	"serve.link":      "事務局のページ: %s(最初の管理者を登録します。%sまで。次は owabi link)\n",
	"serve.front":     "事務局のページ: %s\n",
	"account.once":    "パスワードは、いま一度だけ表示されます。\n",
	"account.none":    "アカウントはありません。\n",
	"account.closed":  "閉じました: %s。サインインは切れています。\n",
	"token.made":      "一度だけ表示されます。%s まで使えます。\n",
	"token.none":      "鍵はありません。\n",
	"token.revoked":   "無効にしました: %s\n",
	"flag.id":         "サインインに使う `ID`。2〜32文字の a-z, 0-9, ピリオド, -, _",
	"flag.role":       "`ROLE`。viewer, operator, supervisor, author, approver, admin のいずれか",
	"flag.token.role": "`ROLE`。viewer, operator, supervisor, author のいずれか",
	"flag.channel":    "この手段だけを止める。email, sms, call, letter, hand のいずれか(`NAME`)",
	"help.calls team": `電話をかけている人と、進み具合`,
	"calls.pace":      "この一時間の電話%d件。待っている電話%d件(うち約束の時刻が来たもの%d件)。まだ一度も試していない人%d人。\n",
	"idle":            "待機", "calls": "電話", "last": "最後の記録",
	"flag.days":      "鍵を使える日数 `N`(366日まで)",
	"flag.protected": "配慮者の氏名と連絡先を見てよい",
	"id":             "ID", "password": "パスワード", "role": "役割", "factor": "認証アプリ", "protected": "配慮者", "created": "作成", "closed": "終了", "by": "作成者", "yes": "あり",
	"role.viewer": "閲覧", "role.operator": "電話担当", "role.supervisor": "責任者", "role.author": "作成", "role.approver": "承認", "role.admin": "管理",
	"flag.faults":         "途中で壊します(ワーカーとredis-serverを-9で止め、NATSを消します)",
	"flag.plan-clock":     "デモ用: 時刻をストアから読みます",
	"demo.fault.worker":   ">>> 送信中のワーカーを強制終了しました(-9)",
	"demo.fault.redis":    ">>> redis-serverを強制終了しました(-9)",
	"demo.fault.nats":     ">>> NATSのジョブをすべて消しました",
	"flag.data":           "サーバーのデータの `DIR`(ソケットのある所)",
	"flag.server":         "サーバーの `URL`、またはソケットの unix:PATH",
	"flag.token-file":     "URL のサーバーに示す鍵の `FILE`",
	"flag.actor":          "だれが行うか: `NAME`(記録に残る)",
	"flag.state":          "この `STATE` の対象者だけ: pending, in_progress, reached, unreachable, withdrawn",
	"flag.find.reason":    "この方を探す理由: `TEXT`(封をして記録に残す)",
	"flag.reason":         "お知らせする必要がなくなった理由: `TEXT`(封をして保管)",
	"flag.campaign":       "名簿を使う案件の `FILE`",
	"flag.audience":       "その対象区分の `NAME`",
	"flag.watch":          "二秒ごとに示し直す",
	"flag.as-of":          "この `TIME` 現在の数: 案件の時間帯で \"2023-02-26 18:00\"、または RFC 3339",
	"flag.operator":       "電話をかける人の `NAME`(なければ $OWABI_OPERATOR、$USER)",
	"flag.operators":      "担当者の`NUMBER`",
	"flag.call-time":      "一通話の平均の長さ: `TIME`",
	"flag.settle":         "手紙を送りはじめる前に、電話の一覧ができるのを待つ長さ: `TIME`",
	"flag.letters.beside": "手紙も同時に送る",
	"flag.for":            "測る長さ: `TIME`",
	"flag.speaks":         "話せる`言語`: ja,en(なければ問わない)",
	"flag.flag":           "あわせて記録すること: letter(文書を希望)、complaint(苦情)を`FLAGS`に。言語は --language で",
	"flag.language":       "これからの電話の言語の`CODE`: en, zh, ko",
	"flag.at":             "今ではなく`TIME`に: \"2023-02-26 18:00\"、18:00、RFC 3339",
	"flag.inbound.at":     "電話がかかってきた`TIME`",
	"flag.note":           "同僚への `TEXT`(封をして保管)",
	"flag.call-back":      "約束した `TIME`: \"2023-02-26 18:00\"、18:00、または RFC 3339",
	"flag.as":             "`VERDICT`: handed_over または send_again",
	"flag.segment-price":  "SMS 1通分(セグメント)の`料金`。通貨は問いません",

	"warning.line": "注意: %s\n",

	"campaign.none":    "案件はまだありません。\n",
	"campaign.now":     "%s: %s\n",
	"campaign.waiting": "%d 人が開始を待っています: owabi campaign launch %s\n",
	"campaign.off":     "%s は止まっています: %s。直したら: owabi campaign resume %s\n",
	"why.refused":      "送信先の事業者に断られました。設定のユーザー名、パスワード、差出人を確かめてください",
	"why.silent":       "直前の連絡が届いたかどうか、続けて分からなくなりました。送信先の事業者の状況を確かめてください",
	"why.doubtful":     "届いたかどうか分からない連絡が多くなりました。送信先の事業者の状況を確かめてください",
	"why.by_hand":      "責任者が止めています。案件を再開すると、再び使われます",
	"why.unfit":        "送れない文面があります。文面を確かめてください",
	"check.texts":      "%s: SMS 1件は%d通分(%s)、一人あたり最大%d回",
	"check.most":       "。全員で最大%d通分",
	"check.cost":       "、料金は最大%s",
	"part":             "項目",
	"what":             "内容",
	"cure":             "対処",
	"campaign.fit":     "%s: 開始できます\n",
	"campaign.written": "%s: 書きました。記入してから: owabi campaign check %s\n",

	"balance":          "%s: %d 行 = 対象者 %d + 統合 %d + 不備 %d + 除外 %d\n",
	"people.count":     "%d 件\n",
	"people.contacts":  "%s: 追加 %d 件、使用停止 %d 件\n",
	"people.corrected": "対象外 %d 名、うち連絡済み %d 名、追加 %d 名。送るには: owabi campaign launch %s\n",
	"published.id":     "ID",
	"published.at":     "日時",
	"published.why":    "理由",
	"find.none":        "該当する方はいません。\n",
	"find.more":        "%d 件。ほかにもいます。もっと少ない方に当てはまる項目で探してください\n",
	"find.protected":   "(保護対象)",
	"people.withdrawn": "%s: 対象外にしました\n",

	"status.as_of":      "%s 現在\n",
	"status.reached":    "\n%s: 到達 %d 人 / 対象 %d 人\n",
	"status.cases":      "件数では %d 件 / %d 件(世帯は一件)\n",
	"status.extent":     "対象: 当初 %d 名、現在 %d 名\n",
	"status.extent.day": "  %s: 追加 %d 名、対象外 %d 名\n",
	"status.waiting":    "これを待つ人",

	"calls.nobody":   "いまかける相手はいません。\n",
	"calls.back":     "一覧に戻しました。\n",
	"calls.handed":   "%s さんに引き継ぎました。\n",
	"calls.ordered":  "もう一度電話します。\n",
	"calls.inbound":  "終わったら: owabi calls inbound %s %s 結果 --at 時刻\n",
	"calls.none":     "電話の一覧は空です。\n",
	"calls.dial":     "次に: owabi calls dial %s\n",
	"calls.record":   "終わったら: owabi calls record %s 結果\n",
	"calls.recorded": "%s。この方はいま: %s\n",
	"calls.again":    "%s にかけ直します\n",

	"record.recorded":  "記録しました",
	"record.duplicate": "すでに記録されています",
	"record.late":      "記録しました。要確認も片付きました",
	"record.stale":     "記録しました。その間に先へ進んでいました",
	"record.unknown":   "この方は見つかりません",

	"review.none":     "要確認はありません。\n",
	"review.cure":     "決めるには: owabi review resolve --as handed_over|send_again 試行...\n",
	"review.resolved": "%d 件 / %d 件を片付けました\n",

	"link.made": "%s\nお一人に限り、%s まで使えます。\n",

	"verify.repaired": "%d 件の検索用索引を補いました\n",
	"verify.counted":  "%d 件、%d 人を数え直しました\n",

	"campaign": "案件", "audience": "対象区分", "goal": "目的", "state": "状態", "people": "人数", "waiting": "開始待ち",
	"launched": "開始日時", "reached_when": "到達とみなす根拠", "letter": "文面", "person": "対象者", "evidence": "到達根拠",
	"attempts": "試行", "attempted": "着手", "step": "段階", "next": "次回", "column": "列", "understood": "読み方",
	"row": "行", "verdict": "扱い", "why": "理由", "unreached": "未到達", "channel": "手段", "try": "回", "attempt": "試行",
	"operator": "担当", "due": "予定", "until": "期限", "at": "日時", "name": "お名前", "language": "言語", "promised": "約束", "reading": "ふりがな", "number": "番号",

	"pending": "未着手", "in_progress": "対応中", "reached": "到達", "unreachable": "到達不能", "withdrawn": "対象外",
	"review": "要確認", "draft": "下書き", "running": "実施中", "paused": "休止中", "stopped": "終了",
	"apology": "お詫び", "deletion": "削除依頼", "notice": "お知らせ",
	"none": "なし", "handed_over": "引渡し", "delivered": "配達", "acknowledged": "確認", "spoken": "本人と会話",
	"email": "メール", "sms": "SMS", "call": "電話", "hand": "手渡し等",
	"listed": "待ち", "offered": "割当て済み", "dialled": "発信済み",
	"warning": "注意", "rejected": "不備", "merged": "統合", "excluded": "除外",

	"column.name":              "氏名",
	"column.family_name":       "姓",
	"column.given_name":        "名",
	"column.reading":           "ふりがな",
	"column.family_reading":    "姓のふりがな",
	"column.given_reading":     "名のふりがな",
	"column.organisation":      "団体名",
	"column.phone":             "電話番号",
	"column.email":             "メールアドレス",
	"column.postal_code":       "郵便番号",
	"column.address":           "住所",
	"column.address_line":      "住所(番地)",
	"column.address_region":    "住所(都道府県・市区町村)",
	"column.address_end":       "住所(建物など)",
	"column.language":          "言語",
	"column.number":            "通し番号",
	"column.id":                "名簿の番号(同じ方かどうかの確認に使用)",
	"column.household":         "世帯",
	"column.protected":         "配慮が必要な方",
	"column.agent_name":        "連絡を受ける方(保護者など)の氏名",
	"column.agent_reading":     "連絡を受ける方のふりがな",
	"column.agent_phone":       "連絡を受ける方の電話番号",
	"column.agent_email":       "連絡を受ける方のメールアドレス",
	"column.agent_postal_code": "連絡を受ける方の郵便番号",
	"column.agent_address":     "連絡を受ける方の住所",
	"column.field":             "文面の差込み項目",

	"flag.data.serve":     "データの `DIR`: サーバーが保管するすべて",
	"flag.sandbox":        "本当には何も送らず、この機械のサンドボックスへ送る",
	"flag.smtp":           "別に動いているサンドボックスの `ADDR`(なければこのプロセスの中で動かす)",
	"sandbox.settings":    "これを使う設定:\n",
	"sandbox.token":       "(ファイル %s には %s だけを入れてください)\n",
	"flag.twilio.listen":  "Twilio の代役が SMS を受ける `ADDR`(この機械のみ。省略時は SMS なし)",
	"flag.account":        "Twilio の代役が知っているアカウントの `SID`",
	"flag.twilio.token":   "そのアカウントの認証トークンだけを入れた `FILE`(省略時は 0 が32個)",
	"flag.smtp.listen":    "メールを受け取る `ADDR`(この機械に限る)",
	"flag.connections":    "中継への接続の数 `N`(なければ既定)",
	"flag.key":            "主鍵の `FILE`(なければデータのディレクトリの master.key)",
	"flag.public":         "対象者のページを出す `ADDR`",
	"flag.contact.add":    "今ある連絡先の次に使う `CONTACT`。何度でも指定できます",
	"flag.contact.retire": "二度と使わない `CONTACT`。何度でも指定できます",
	"flag.contact.reason": "誰から聞いたか、なぜ誤りか `TEXT`（封をして残します）",
	"flag.repair":         "まず、対象者を探すための索引を補う",
	"flag.intake":         "ほかのシステムが対象者を公開するために接続する `ADDR`（docs/intake.md）。空なら接続できません",
	"flag.public-url":     "文面のリンクに使う、外から見たその `URL`",
	"flag.claim-lease":    "送信を始めて結果が無いものを要確認とするまでの時間 `DURATION`",
	"flag.job-lease":      "仕事を貸し出してから出し直すまでの時間 `DURATION`",
	"flag.log":            "受け取ったものを一件一行の JSON で書く `FILE`",

	// reading lists
	"flag.encoding":      "テキストファイルの文字コード `ENCODING`: utf-8, utf-16, cp932 (省略時は自動判定)",
	"flag.hidden":        "表計算ソフトで非表示の行・列・シートの扱い: `include|exclude` (含める|除く)",
	"flag.sheet":         "名簿のあるシートの名前 `NAME`",
	"flag.unreadable":    "読めない文字のある行の扱い: `reject|keep` (不備とする|対象者とする、省略時は reject)",
	"flag.password-file": "ブックのパスワードを書いたファイル `FILE`",
	"flag.out":           "不備の行をブック `FILE` に書き出す。直してそのまま取り込める",
	"balance.encoding":   "文字コードは %s、見出しは %d 行目\n",
	"balance.sheet":      "シート「%s」、見出しは %d 行目\n",
	"meter.rows":         "%d 行",
	"rejects.none":       "%s: 不備の行がないので書き出しませんでした\n",
	"rejects.written":    "%s: 不備の %d 行を名簿のまま書き出しました。直したら --password-file を付けて取り込んでください。\nこのファイルのパスワード (表示はこの一度だけ):\n%s\n",
}
