/**
 * The first words with a machine: is the supervisor there, under the name of its bytes, and is this a board? Scripts are
 * passed as they are and what they need as words; nothing is built from data.
 */
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';
import { parsePairs } from './answers.js';
import { parseHello, type Told, tell } from './hello.js';
import type { Link } from './link.js';

export interface Supervisor {
  /** Where it lies on this machine. */
  readonly path: string;
  readonly digest: string;
}

/** As the inventory says it; empty is the default. */
export interface Wishes {
  readonly state: string;
  readonly lock: string;
  readonly node: string;
}

export interface Installed {
  readonly state: string;
  readonly lock: string;
  readonly script: string;
  /** The Node that was asked for; undefined: none was. */
  readonly node: { readonly path: string; readonly version: string } | null | undefined;
  readonly moduleRoots: readonly string[];
  readonly endsProcesses: boolean;
}

/** Comes back unchanged from every shell that POSIX describes. */
const canary = `'"\\ $HOME !! * \`~\` é`;

/** Paths count from the home, where a login begins. Words: state, lock, name of the script, its digest, Node, canary. */
const preamble = `
LC_ALL=C; export LC_ALL; umask 077
own() { case $1 in '~/'*) own=$HOME/\${1#??} ;; '' | /*) own=$1 ;; *) own=$HOME/$1 ;; esac; }
own "$1"; state=\${own:-\${XDG_STATE_HOME:-$HOME/.local/state}/orchestrate}
own "$2"; lock=$own
script=$state/supervisor-$3.sh digest=$4
`;

/** Node is asked for its version only when it was named: that takes as long as many cells. */
const greeting = `${preamble}
printf 'canary=%s\\nhome=%s\\nstate=%s\\nscript=%s\\nnode_path=%s\\n' "$6" "$HOME" "$state" "$script" "\${NODE_PATH-}"
node=$(command -v "\${5:-node}")
printf 'node=%s\\n' "$node"
[ -z "$5" ] || [ -z "$node" ] || printf 'node_version=%s\\n' "$("$node" --version </dev/null)"
if [ -d /run/systemd/system ] && [ "$(id -u)" != 0 ]; then
  for file in /etc/systemd/logind.conf /etc/systemd/logind.conf.d/*.conf; do
    [ -r "$file" ] || continue
    while IFS= read -r line; do
      case $line in KillUserProcesses=*) ends=\${line#*=} ;; esac
    done <"$file"
  done
  printf 'ends=%s\\n' "\${ends-}"
fi
found=''
[ ! -r "$script" ] || found=$(sha256sum <"$script")
[ "\${found%% *}" = "$digest" ] || { echo absent=yes; exit 0; }
exec sh "$script" "$state" "$lock" hello
`;

/** Never written in place: a shell reads its script while it runs. */
const installation = `${preamble}
mkdir -p "$state" || exit 73
part=$script.$$
if cat >"$part"; then
  found=$(sha256sum <"$part")
  [ "\${found%% *}" = "$digest" ] && chmod 500 "$part" && mv -f "$part" "$script" && exec sh "$script" "$state" "$lock" hello
fi
rm -f "$part"
exit 74
`;

/** `shell` runs what is named as `sh -c` would, with the words that follow. */
export type Shell = (script: string) => Link;

export async function install(
  shell: Shell,
  { path, digest }: Supervisor,
  wishes: Wishes,
  bound: Bound,
): Promise<Result<Installed, Failure>> {
  const words = [wishes.state, wishes.lock, digest.slice(0, 16), digest, wishes.node, canary];
  const greeted = await tell(shell(greeting), words, bound);
  if (!greeted.ok) return greeted;
  const said = parsePairs(greeted.value.text);
  const strange = strangeness(said, greeted.value);
  if (strange) return err(strange);
  const answer = said.has('absent') ? await tell(shell(installation), words, bound, path) : greeted;
  if (!answer.ok) return answer;
  const state = said.get('state') ?? '';
  const { code, said: complaint } = answer.value.exit;
  if (code === 73 || code === 74) return err(failure('board/unreachable', { state, said: complaint }));
  const lock = parseHello(answer.value);
  if (!lock.ok) return lock;
  return ok({
    state,
    lock: lock.value,
    script: said.get('script') ?? '',
    node: wishes.node === '' ? undefined : nodeOf(said),
    moduleRoots: moduleRoots(said),
    endsProcesses: /^(?:1|yes|y|true|t|on)$/i.test(said.get('ends') ?? ''),
  });
}

/** A login shell that is none of POSIX, or one that lets nobody work. */
function strangeness(said: ReadonlyMap<string, string>, { exit }: Told): Failure | undefined {
  if (said.get('canary') === canary) return undefined;
  const what = said.has('canary') ? 'a login shell that keeps words as they are' : 'a login shell';
  return failure('board/not-a-board', { missing: [what], said: exit.said });
}

function nodeOf(said: ReadonlyMap<string, string>): Installed['node'] {
  const [path, version] = [said.get('node') ?? '', said.get('node_version') ?? ''];
  return path.startsWith('/') && /^v\d/.test(version) ? { path, version: version.slice(1) } : null;
}

/** Where packages of npm may lie: with the board's files, in the home, in NODE_PATH, beside the Node itself. */
function moduleRoots(said: ReadonlyMap<string, string>): readonly string[] {
  const named = (said.get('node_path') ?? '')
    .split(':')
    .flatMap((path) => /^(\/.*)\/node_modules\/?$/.exec(path)?.[1] ?? []);
  const beside = /^(.*)\/[^/]+\/[^/]+$/.exec(said.get('node') ?? '')?.[1];
  const all = [said.get('state'), said.get('home'), ...named, beside === undefined ? undefined : `${beside}/lib`];
  return [...new Set(all.filter((root) => root?.startsWith('/')))].filter((root) => root !== undefined);
}
