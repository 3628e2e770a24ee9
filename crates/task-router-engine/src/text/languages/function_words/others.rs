//! Turkish, Finnish, Hungarian, Hindi, Vietnamese and Indonesian. Words that are also content words, once without
//! accents, are omitted.

use crate::text::words;

// All sorted and without accents, except for Vietnamese, in which most words without accents are other words.

pub(super) const TURKISH: &[&str] = words!(
    "acaba|ama|ancak|artik|bana|bazi|ben|beni|benim|bile|bir|biraz|biri|biz|bize|bizim|boyle|bu|bugun|buna|bunu\
    |bunun|cok|cunku|da|daha|de|degil|diye|eger|en|fakat|gibi|hala|hangi|hem|hep|hepsi|her|herkes|hic|icin|icinde\
    |ile|ise|iste|kadar|kendi|ki|kim|kimi|lutfen|mi|misin|mu|musun|nasil|ne|neden|nedir|nerede|niye|o|olan|olarak\
    |oldu|oldugu|olmak|olsun|olur|ona|onlar|onu|onun|orada|oyle|pek|sadece|sana|sen|seni|senin|simdi|siz|sizin|sonra\
    |suan|tum|uzere|ve|veya|ya|yani|yok|yoksa|zaten"
);

pub(super) const FINNISH: &[&str] = words!(
    "ei|eika|eivat|ele|eli|emme|en|enka|ennen|eraat|eri|erittain|et|etta|ette|haluan|han|hanen|hanta|he|heidan|heita\
    |hyvin|ilman|ja|jalkeen|jo|joka|jonka|jopa|jos|joskus|jossa|jota|jotka|jotta|juuri|kaikki|kaikkia|kanssa|keta\
    |kiitos|koska|kuin|kuka|kun|kuten|me|meidan|meille|meita|mika|mikali|miksi|milla|milloin|mina|minua|minulla\
    |minulle|minun|minut|missa|mita|miten|molemmat|mutta|myos|nain|nama|ne|niiden|niille|niin|niissa|niita|noin|nyt\
    |ole|olen|olet|oletko|oli|olisi|olivat|olla|olleet|ollut|on|onko|ovat|paitsi|pitaa|se|seka|sen|siina|siis|siita\
    |silla|sille|silti|sina|sinulla|sinun|sita|sitten|taas|tai|tama|tassa|tasta|tata|te|teidan|teille|teita|todella\
    |tuo|tuon|vaan|vai|vaikka|vain|varten|vasta|viela|voi|voiko|voin|voisi|voisiko|voit|voitko"
);

pub(super) const HUNGARIAN: &[&str] = words!(
    "a|abban|ahol|akar|akarok|aki|akkor|amely|ami|amikor|amit|az|azert|azok|azon|azt|be|bele|belul|ben|benne|csak|de\
    |e|eddig|egy|egyik|el|ellen|elott|en|ennek|es|esetleg|ez|ezek|ezen|ezert|ezt|fel|felett|fog|ha|hanem|hogy|hogyan\
    |hol|igen|igy|illetve|is|itt|kell|kellene|kerem|kerlek|ki|kik|kivel|kovetkezo|kozott|kulonbozo|le|legyen|lehet\
    |lehetne|lenne|lesz|maga|magam|majd|mar|meg|mellett|mely|mert|mi|miatt|miert|mikor|milyen|minden|mindig|mint|mit\
    |most|nagyon|ne|nekem|neki|nekunk|nelkul|nem|nincs|o|oket|ott|pedig|ra|rajta|rola|sajat|se|sem|sok|szeretnek\
    |szerint|teged|tehat|ti|tobb|tovabb|ugy|utan|vagy|vagyok|valaki|valami|van|vannak|velem|volt"
);

pub(super) const HINDI: &[&str] = words!(
    "अगर|अपना|अपनी|अपने|आज|आप|इन|इस|उन|उस|एक|ऐसा|और|कब|कर|करता|करती|करते|करना|करनी|करने|करें|करो|का|कि|किस|की|कुछ\
    |कृपया|के|कैसा|कैसी|कैसे|को|कोई|कौन|क्या|क्यों|गई|गए|गया|चाहिए|जब|जो|तक|तब|तो|था|थी|थे|दिया|द्वारा|न|नहीं|ने|पर\
    |फिर|बहुत|बाद|भी|मत|मुझे|में|मेरा|मेरी|मेरे|मैं|मैंने|यह|यहाँ|या|ये|रहा|रही|रहे|लिए|लेकिन|वह|वहाँ|वाला|वाली|वाले\
    |वे|सकता|सकती|सकते|सब|साथ|से|हम|हमारा|हमारी|हमारे|हमें|ही|हुआ|हुई|हुए|हूँ|है|हैं|हो|होता|होती|होते|होना"
);

pub(super) const VIETNAMESE: &[&str] = words!(
    "anh|bây|bạn|bằng|bị|bởi|cho|chúng|chưa|chỉ|các|cái|còn|có|cùng|cũng|cần|của|giúp|giờ|gì|hay|hoặc|hãy|hơn|khi\
    |không|là|lại|muốn|mà|mỗi|một|nhiều|nhé|như|nhưng|những|nào|này|nên|nếu|phải|qua|ra|rất|rằng|rồi|sao|sẽ|theo|thì\
    |thế|trong|trên|tuy|tôi|tại|từ|và|vào|vì|vẫn|vậy|về|với|xin|đang|đi|đây|đã|đó|được|đến|đều|để|đừng|ấy|ở"
);

pub(super) const INDONESIAN: &[&str] = words!(
    "ada|adalah|agar|akan|aku|anda|antara|apa|apakah|atau|bagaimana|bagi|bahwa|belum|bila|bisa|bukan|dalam|dan|dapat\
    |dari|dengan|di|dia|hanya|harus|ia|ingin|ini|itu|jadi|jangan|jika|juga|kalau|kami|kamu|kapan|karena|ke|kemudian\
    |kenapa|kepada|ketika|kita|lagi|lalu|lebih|maka|mana|masih|mau|mengapa|mereka|mohon|namun|nya|oleh|pada|para\
    |perlu|pun|saat|saja|sambil|sangat|saya|sebagai|sebelum|sebuah|sedang|sekarang|semua|seperti|serta|setelah\
    |setiap|siapa|sudah|supaya|tanpa|tapi|telah|tentang|terhadap|tersebut|tetapi|tidak|tolong|untuk|yaitu|yang"
);
