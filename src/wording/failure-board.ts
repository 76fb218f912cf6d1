/** Words for failures of boards and of attempts on them: mostly infrastructure, tried again by themselves. */
import type { Facts, FailureCode } from '#domain/failure.js';
import type { Words } from './described.js';
import { boardOf, fact, numberFact, saying, withFact } from './facts.js';
import { endpointTrouble, noLogin, openLogin, reachingHint } from './failure-login.js';
import { trustWords } from './failure-trust.js';
import { byteCount, elapsed } from './quantity.js';

type Covered = Extract<FailureCode, `board/${string}` | `attempt/${string}` | `hook/${string}`>;

/** The packages of Debian that bring what a board lacks, as other distributions mostly call them too. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'util-linux': ['flock', 'setsid'],
  grep: ['grep', 'grep-z'],
  dash: ['sh'],
  coreutils: [
    ...['mkfifo', 'sync', 'tail', 'head', 'ls', 'sleep', 'cat', 'cp', 'ln', 'mv', 'rm', 'chmod', 'mkdir', 'df', 'tr'],
    ...['env', 'date', 'uname', 'sha256sum'],
  ],
};

/** Undefined if a package would not help: a machine without procfs is no Linux. */
function installing(missing: Facts[string] | undefined): string | undefined {
  if (typeof missing !== 'object' || missing === null) return undefined;
  const needed = missing.map((command) => Object.keys(packages).find((name) => packages[name]?.includes(command)));
  if (needed.length === 0 || needed.includes(undefined)) return undefined;
  return `install ${[...new Set(needed)].join(' and ')} on it, or a busybox, Perl or Python 3 that does the same; plan, status and show work without`;
}

const folderRefused = /\b(?:EACCES|EPERM|EROFS|ENOTDIR|ENOSPC)\b|\bENOENT\b.*\bmkdir\b|cannot create/;
const said = ['said', 'text', 'error'];

/** It answered: its disk is full or not ours to write, and a look at its power would help nobody. */
const noFolder: Words = (facts) => ({
  headline: `${boardOf(facts)} cannot be used: the folder for its work cannot be written${saying(facts, ...said)}`,
  hint: 'mend or free it, or name another: `paths: { state: FOLDER }` of the board, or XDG_STATE_HOME',
});

const noWay: Words = (facts) => ({
  headline: `board ${fact(facts, 'board', 'named in the plan')} cannot be reached${endpointTrouble(facts)}${saying(facts, ...said)}`,
  hint: reachingHint(facts),
});

/** Of a board without what it takes; the lock may be there and not ours to open. */
const noBoard: Words = (facts) => {
  const missing = facts['missing'];
  const lacks = typeof missing === 'object' && missing !== null ? missing : [];
  const board = fact(facts, 'board', 'this machine');
  if (lacks.length === 1 && lacks[0] === 'lock') {
    return {
      headline: `${board} cannot be a board: its lock file cannot be opened for writing${saying(facts, 'said', 'text')}`,
      hint: 'it must be a file that every user of the board can write, in a folder that is there: `paths: { lock: FILE }` of the board names another',
    };
  }
  return {
    headline: `${board} cannot be a board: ${fact(facts, 'missing', 'procfs, flock or setsid')} ${lacks.length === 1 ? 'is' : 'are'} missing${saying(facts, 'said', 'text')}`,
    hint:
      installing(missing) ??
      'measure on a Linux machine with procfs and util-linux (`flock`, `setsid`); plan, status and show work here',
  };
};

export const boardWords: Readonly<Record<Covered, Words>> = {
  ...trustWords,
  'board/unreachable': (facts) => (folderRefused.test(fact(facts, 'said', '')) ? noFolder(facts) : noWay(facts)),
  'board/auth': (facts) => ({ headline: noLogin(facts), hint: openLogin(facts) }),
  'board/link-lost': (facts) => ({
    headline: `the link to ${boardOf(facts)} was lost${withFact(facts, 'why', (text) => ` (${text})`)}${saying(facts, 'said', 'text', 'error')}`,
    hint: 'the board may have gone on alone; `orchestrate resume` fetches what it finished',
  }),
  'board/held': (facts) => ({
    headline: `${boardOf(facts)} is held by ${fact(facts, 'holder', fact(facts, 'attempt', 'another program'))}${withFact(facts, 'user', (text) => ` of user ${text}`)}${withFact(facts, 'pid', (text) => `, process ${text}`)}${withFact(facts, 'since', (text) => `, since ${text}`)}`,
    hint: 'wait for it to end or end it, then `orchestrate resume`',
  }),
  'board/no-space': (facts) => ({
    headline: `${boardOf(facts)} has no room${numberFact(facts, 'wanted', (wanted) => ` for a file of ${byteCount(wanted)}`)}${numberFact(facts, 'free', (free) => `, ${byteCount(free)} free`)}${numberFact(facts, 'quota', (quota) => `, quota ${byteCount(quota)}`)}${numberFact(facts, 'used', (used) => `, ${byteCount(used)} ${facts['quota'] === undefined || facts['quota'] === null ? 'in its store' : 'of it used'}`)}${saying(facts, 'said', 'text')}`,
    hint: 'free some space where the board keeps its files (16 MiB of the disk stay free in any case), raise its `quota`, or name a larger disk in `paths.state`; then `orchestrate resume`',
  }),
  'board/quota-too-small': (facts) => ({
    headline: `${boardOf(facts)} may keep ${numberFact(facts, 'quota', byteCount) || 'too little'}, and the files of this attempt take ${numberFact(facts, 'wanted', byteCount) || 'more'} together${withFact(facts, 'largest', (text) => `; the largest is ${text}`)}${numberFact(facts, 'largestBytes', (size) => ` of ${byteCount(size)}`)}`,
    hint: 'raise `quota` of the board in the inventory, or name in `on_board` what lies there already; then `orchestrate resume`',
  }),
  'board/left-over': (facts) => ({
    headline: `processes of an earlier attempt still run on ${boardOf(facts)} and could not be ended${withFact(facts, 'pids', (text) => ` (${text})`)}`,
    hint: 'end them on the board or restart it, then `orchestrate resume`: a number measured beside them would be worth nothing',
  }),
  'board/file-damaged': (facts) => ({
    headline: `file ${fact(facts, 'path', 'sent to the board')} does not have the digest it should have${withFact(facts, 'board', (text) => ` on board ${text}`)}`,
    hint: 'it is sent anew at the next try; if that repeats, check disk and memory of the board',
  }),
  'board/file-differs': (facts) => ({
    headline: `${fact(facts, 'path', 'a file')}${withFact(facts, 'board', (text) => ` on board ${text}`)} ${withFact(facts, 'found', () => 'is not the file that the inventory says') || 'is not there or cannot be read'}${withFact(facts, 'expected', (text) => `: expected sha256 ${text}`)}${withFact(facts, 'found', (text) => `, found ${text}`)}`,
    hint: 'put the right file there, or take it out of `on_board` so that it is sent',
  }),
  'board/data-changed': (facts) => ({
    headline: `the folder ${fact(facts, 'path', 'of on_board')}${withFact(facts, 'board', (text) => ` on board ${text}`)} is not what the inventory says${withFact(facts, 'expected', (text) => `: expected list_sha256 ${text}`)}${withFact(facts, 'found', (text) => `, found ${text}`)}${saying(facts, 'said', 'text')}`,
    hint: 'put the right files there, or take it out of `on_board` so that what is needed is sent',
  }),
  'board/not-a-board': noBoard,
  'board/none': (facts) => ({
    headline: `no board of the inventory offers ${withFact(facts, 'device', (text) => `device ${text}`) || 'what the cell asks for'}${withFact(facts, 'unit', (text) => ` with unit ${text}`)}${withFact(facts, 'host', (text) => ` plugged into a ${text}`)}`,
    hint: 'add such a board to the inventory, or take the level out of the matrix',
  }),
  'board/identity-changed': (facts) => ({
    headline: `${boardOf(facts)} is another machine than ${facts['pinned'] === true ? 'the inventory pins' : 'at the last look'}: its ${fact(facts, 'what', 'identity')} was to be ${fact(facts, 'expected', 'another')} and is ${fact(facts, 'found', 'not known')}`,
    hint:
      facts['pinned'] === true
        ? 'perhaps two boards have swapped their addresses: mend the address, or `machine_id` of the board in the inventory'
        : `perhaps two boards have swapped their addresses: mend the inventory; if the change is meant, \`orchestrate boards check --accept-identity ${fact(facts, 'board', 'NAME')}\`, or pin \`machine_id\` there`,
  }),
  'board/no-setting': (facts) => ({
    headline: `no board that offers ${fact(facts, 'device', 'the device')} takes ${fact(facts, 'wanted', 'the settings of the cell')}${withFact(facts, 'boards', (text) => ` (${text})`)}`,
    hint: 'declare the setting or its value for such a board in the inventory, or take the level out of the matrix',
  }),
  'board/setting-refused': (facts) => refusedSetting(facts),
  'board/canary-failed': (facts) => ({
    headline: `the canary on ${boardOf(facts)} came to no number${facts['differs'] === true ? ': the same work gave different results' : withFact(facts, 'reason', (text) => ` (${text}${withFact(facts, 'exitCode', (code) => `, exit code ${code}`)})`)}`,
    hint:
      facts['differs'] === true
        ? 'check memory, power supply and clock of the board: nothing that it computes can be believed'
        : 'see what keeps the board busy, then `orchestrate boards check --canary` again',
  }),
  'board/quarantined': (facts) => ({
    headline: `${boardOf(facts)} was set aside after ${fact(facts, 'failures', 'several')} failures in a row`,
    hint: 'see `orchestrate status` for what it failed of; once repaired, `orchestrate resume` uses it again',
  }),
  'board/suspect': (facts) => ({
    headline: `the canary of ${boardOf(facts)} took${numberFact(facts, 'durationNs', (took) => ` ${elapsed(took)}`)}${numberFact(facts, 'usualNs', (usual) => `, and ${elapsed(usual)} before`)}`,
    hint: 'look for heat, a weak power supply, a governor that changed or other work on it: numbers of such a board mislead',
  }),
  'board/not-restarted': (facts) => ({
    headline: `${boardOf(facts)} was told to restart and did not`,
    hint: 'check what its hook `reboot` or `power-off` does, then `orchestrate resume`',
  }),
  'board/not-acquired': (facts) => ({
    headline: `board ${fact(facts, 'board', 'named in the plan')} could not be acquired${withFact(facts, 'said', () => ': the last line of its hook `acquire` is no host, host:port or user@host:port')}${saying(facts, 'said')}`,
    hint: 'find out who has it, or run the hook `acquire` of the inventory by hand; the next `orchestrate resume` asks again',
  }),
  'hook/failed': (facts) => ({
    headline: `${withFact(facts, 'hook', (text) => `hook ${text}`) || withFact(facts, 'command', (text) => `command ${text}`) || 'a hook'} of ${boardOf(facts)} failed${withFact(facts, 'exitCode', (text) => ` with exit code ${text}`)}${saying(facts, 'said', 'text')}`,
    hint: 'run the command of the inventory by hand to see why',
  }),
  'attempt/killed': () => ({
    headline: 'its process was killed by somebody else than its supervisor',
    hint: '`orchestrate resume` tries it again',
  }),
  'attempt/vanished': (facts) => ({
    headline: `the attempt was interrupted: its supervisor${withFact(facts, 'board', (text) => ` on board ${text}`)} was killed or lost before it could say how it ended`,
    hint: '`orchestrate resume` measures it again',
  }),
  'attempt/rebooted': (facts) => ({
    headline: `${boardOf(facts)} restarted during the attempt`,
    hint: 'check its power supply and temperature if nobody restarted it; `orchestrate resume` measures it again',
  }),
  'attempt/no-proof': (facts) => ({
    headline: `the attempt ended without proof of what it did${withFact(facts, 'missing', (text) => `: no ${text}`)}${saying(facts, 'said', 'text', 'note')}`,
    hint: '`orchestrate logs CELL --stderr` may tell why; `orchestrate resume` tries it again',
  }),
  'attempt/not-started': (facts) => ({
    headline: `the program could not be started${withFact(facts, 'word', (text) => ` (${text})`)}${saying(facts, 'said', 'text', 'note')}`,
    hint: 'check that the program exists on the board and may be executed',
  }),
};

/** `at`: what was tried when it went wrong. */
function refusedSetting(facts: Facts): ReturnType<Words> {
  const setting = fact(facts, 'setting', 'a setting');
  const board = fact(facts, 'board', 'in use');
  const said = saying(facts, 'said', 'text', 'error');
  if (facts['at'] === 'compare') {
    return {
      headline: `board ${board} was set to ${setting}=${fact(facts, 'wanted', '?')} and says ${fact(facts, 'found', 'nothing')}`,
      hint: 'check what `apply` and `read` of the setting do on the board: the value read back must be the level',
    };
  }
  const password = /password is required|a terminal is required/.test(fact(facts, 'said', ''));
  return {
    headline: `${setting} of board ${board} could not be ${facts['at'] === 'read' ? 'read' : facts['at'] === 'restore' ? 'restored after an earlier attempt' : `set to ${fact(facts, 'wanted', 'the level')}`}${said}`,
    hint: password
      ? 'sudo asks for a password there: allow this one command without one in /etc/sudoers.d (`USER ALL=(root) NOPASSWD: COMMAND`)'
      : 'try its `apply` and `read` by hand on the board, then `orchestrate resume --retry-failed`',
  };
}
