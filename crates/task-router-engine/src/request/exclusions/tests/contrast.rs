//! Requests that exclude something in contrast to what they ask for.

use super::*;

/// Words of which each content word is a keyword of somebody.
struct Stated<'w>(&'w Words);

impl WordKinds for Stated<'_> {
    fn languages(&self, i: usize) -> Languages {
        self.0.languages(i)
    }

    fn cue_languages(&self, i: usize) -> CueLanguages {
        self.0.cue_languages(i)
    }

    fn stated_words(&self, i: usize) -> usize {
        usize::from(self.0.languages(i).is_empty() && self.0.get(i) != "sent")
    }
}

fn excluded(request: &str) -> String {
    let words = Words::of(request);
    let found = super::super::find(&words, &Stated(&words), |i| words.languages(i).is_empty()).excluded;
    found.into_iter().map(|i| words.get(i)).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_asked_for_instead_excludes() {
    let cases = [
        ("I don't want the cache, I want the database", "cache"),
        ("I did not ask for the cache, I asked for the database", "cache"),
        ("I didn't ask for the cache, I want the database", "cache"),
        ("I am not calling because of the cache. I am calling about the database", "cache"),
        ("I no longer need the cache, only the database", "cache"),
        ("not interested in the cache, I want the database", "cache"),
        ("in place of the cache show me the database", "cache"),
        ("don't send me a cache, send the database", "send cache"),
        ("the cache has nothing to do with it, fix the database", "cache"),
        ("cache? no thanks, the database", "cache"),
        ("Ich will keinen Cache mehr, sondern die Datenbank", "cache"),
        ("Ich brauche keinen Cache, ich brauche die Datenbank", "cache"),
        ("Es geht mir nicht um den Cache, sondern um die Datenbank", "cache"),
        ("Den Cache nicht, aber die Datenbank", "cache"),
        ("No quiero la caché, quiero la base", "caché"),
        ("Ya no necesito la caché, necesito la base", "caché"),
        ("La caché no, la base sí", "caché"),
        ("nada de caché, solo la base", "caché"),
        ("no quiero ni la caché ni la cola, quiero la base", "caché cola"),
        ("Non voglio la cache, voglio il database", "cache"),
        ("La cache no, il database sì", "cache"),
        ("Je ne viens pas pour le cache mais pour la base", "cache"),
        ("Ni le cache ni la file, je viens pour la base", "cache file"),
        ("Não quero o cache, quero o banco", "cache"),
        ("Ik wil geen cache, ik wil de database", "cache"),
        ("Het gaat niet om de cache maar om de database", "cache"),
        ("De cache niet, de database wel", "cache"),
        ("Nie chcę cache, chcę bazę", "cache"),
        ("Cache nie, baza tak", "cache"),
        ("Мне не нужен кэш, мне нужна база", "кэш"),
        ("Кэш не надо, базу", "кэш"),
        ("我要缓存，不是数据库", "是数 数据 据库"),
        ("我不需要数据库，只需要缓存", "要数 数据 据库"),
        ("别给我数据库，给我缓存", "我数 数据 据库"),
        ("这跟数据库没关系，是缓存的问题", "这跟 跟数 数据 据库 库没"),
        ("I did not ask for the cache, but one is sent every day", ""),
        ("I no longer need the cache, what do I do with it", ""),
        ("I did not want the cache, but now I do", ""),
        ("cache? no, but one is sent", ""),
        ("Ich will keinen Cache mehr, aber er ist da", ""),
        ("我不需要数据库，但是又寄来了", ""),
        ("Ho pagato la cache e non trovo il database", ""),
        ("这不是数据库吗？", ""),
        ("为什么不需要密码，能登录", ""),
    ];
    assert_found(&cases, excluded);
}
