//! What the user's own configuration may change, and where errors of configurations are reported.

use crate::shop::{Shop, errors, text};
use std::process::{Command, Output};

impl Shop {
    /// Runs the program with a home folder in the repository.
    fn route_at_home(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
        command.current_dir(self.path()).env_remove("ROUTE_AGENTS").env("HOME", self.path().join("home"));
        command.env_remove("XDG_CONFIG_HOME").args(args).output().unwrap()
    }
}

/// A check, suggestions and differences, as everybody sees them.
fn results(shop: &Shop, more: &[&str]) -> Vec<(Option<i32>, String, String)> {
    let commands: [&[&str]; 5] = [
        &["check", "-f", "json"],
        &["check", "--deny", "warnings"],
        &["suggest"],
        &["diff", "HEAD"],
        &["check", "--team", "shop"],
    ];
    let run = |command: &&[&str]| {
        let done = shop.route_at_home(&[*command, more].concat());
        (done.status.code(), text(&done), errors(&done))
    };
    commands.iter().map(run).collect()
}

#[test]
fn a_laptop_and_ci_agree_whatever_the_user_configured() {
    let shop = Shop::new();
    shop.write("tests/routing/more.yaml", "- {request: \"forge the horseshoe\", agent: clerk}\n");
    shop.commit_all();
    shop.write("home/own/tailor.md", "---\nname: tailor\ndescription: Sews the anvil.\nkeywords: [anvil, bill]\n---\n");
    shop.write("home/own.yaml", "- {request: \"sew\", agent: tailor}\n");
    shop.replace("agents/smith.md", "anvil: 1.5", "anvil: 1.5, bread: 1");
    let in_ci = results(&shop, &[]);
    let keys = [
        "agents = ['own']\n",
        "min_confidence = 0.97\n",
        "fixtures = ['own.yaml']\n",
        "team = 'own'\n",
        "[lint]\nallow = ['all']\n",
        "[lint]\ndeny = ['all']\n",
        "[lint.paths]\n'**' = ['all']\n",
        "[user]\nplaces = ['own']\n",
        "no_such_key = 1\n",
        "min_confidence = \n",
    ];
    for key in keys {
        shop.write("home/.config/route/config.toml", key);
        assert_eq!(results(&shop, &[]), in_ci, "{key}");
        let changes = results(&shop, &["--user"]) != in_ci;
        assert!(changes || key.starts_with("team"), "{key} changes nothing with --user");
    }
    // The same file counts where a person asks.
    shop.write("home/.config/route/config.toml", "agents = ['own']\n");
    assert_eq!(text(&shop.route_at_home(&["-f", "name", "the anvil"])), "tailor\n");
}

#[test]
fn a_folder_that_is_missing_is_reported_where_it_is_named() {
    let shop = Shop::new();
    let user = "home/.config/route/config.toml";
    let agents = "`agents`: cannot read the agents folder `";
    let fixtures = "`fixtures`: cannot read the fixtures `nope`";
    // (a file, its text, a command, the error)
    let cases = [
        ("route.toml", "\nagents = ['nope']\n", "list", format!("route.toml:2: {agents}nope`")),
        ("route.toml", "agents = [\n  'agents',\n  'nope',\n]\n", "check", format!("route.toml:3: {agents}nope`")),
        (user, "\n\nagents = ['nope']\n", "list", format!("config.toml:3: {agents}home/nope`")),
        (user, "agents = ['nope']\n", "check --user", format!("config.toml:1: {agents}home/nope`")),
        ("route.toml", "\nfixtures = ['nope']\n", "check", format!("route.toml:2: {fixtures}")),
        ("route.toml", "fixtures = ['tests/routing', 'nope']\n", "suggest", format!("route.toml:1: {fixtures}")),
        ("route.toml", "fixtures = ['nope']\n", "diff agents", format!("route.toml:1: {fixtures}")),
        ("route.toml", "fixtures = ['agents/team.md']\n", "check", "route.toml:1: `fixtures`: cannot read".to_owned()),
        // What is typed is known to whoever typed it.
        ("route.toml", "agents = ['nope']\n", "list --agents nope", "error: cannot read the agents folder".to_owned()),
        ("route.toml", "fixtures = ['nope']\n", "check nope", "error: cannot read the fixtures `nope`".to_owned()),
    ];
    for (file, text, command, expected) in cases {
        shop.write("route.toml", "");
        shop.write(user, "");
        shop.write(file, text);
        let done = shop.route_at_home(&command.split(' ').collect::<Vec<_>>());
        let said = errors(&done);
        assert!(said.contains(&expected) && said.contains("; name a f"), "{command}: {said}");
        assert_eq!(done.status.code(), Some(2), "{command}");
    }
    shop.write("route.toml", "agents = ['nope']\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command.current_dir(shop.path()).env("ROUTE_AGENTS", "agents:./gone").env("HOME", "/nonexistent").arg("list");
    let said = errors(&command.output().unwrap());
    assert!(said.contains("error: `ROUTE_AGENTS`: cannot read the agents folder `./gone`"), "{said}");
}
