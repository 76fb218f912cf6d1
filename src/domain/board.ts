/** Boards, the devices they offer, and what was observed on them. */
import type { Digest } from '#core/digest.js';
import { digestOfJson } from '#core/digest.js';
import type { Bytes, Nanoseconds } from '#core/units.js';
import type { BoardMoment } from './board-moment.js';
import type { BoardId, LevelId } from './names.js';

export type Unit = string;

/** A kind of target that the axis `device` names. */
export interface Device {
  readonly id: LevelId;
  readonly units: readonly Unit[];
  /** Of its processor or accelerator: aarch64, x86_64, edge-tpu. */
  readonly architecture?: string;
  /** Those that its units compute in, by unit; a unit that is not here is not known about. */
  readonly precisions?: Readonly<Record<Unit, readonly string[]>>;
  /** Where what is said of it can be looked up. */
  readonly sources?: readonly string[];
  /** Numbers and words that `requires` can ask for (`device.memory_mb`). */
  readonly attributes: Readonly<Record<string, number | string | boolean>>;
  /** It comes from the catalogue, and no inventory says otherwise. */
  readonly catalogued?: true;
}

/** How a machine is reached. */
export type Transport = { readonly kind: 'local' } | { readonly kind: 'ssh'; readonly target: SshTarget };

/** What the inventory says of an SSH endpoint; what it leaves out comes from the user's own OpenSSH configuration. */
export interface SshTarget {
  /** A host name, an address, or an alias of the OpenSSH configuration. */
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  /** Path of a private key; `~` is the home of the user of this machine. */
  readonly identityFile?: string;
  /** Aliases or `user@host:port`, in the order in which they are passed. */
  readonly jump?: readonly string[];
  /** Pinned keys of the host, as `SHA256:…` fingerprints. Unset: known_hosts decides. */
  readonly hostKeys?: readonly string[];
  /** A ProxyCommand of the configuration may run; it is a command of this machine. */
  readonly proxyCommand?: boolean;
  /** How often a quiet connection is asked whether it lives. Unset: ServerAliveInterval of the configuration, else 15 s. */
  readonly aliveNs?: Nanoseconds;
}

/** Something of a board that can be turned: applied before a measurement, read back, restored after it. */
export interface BoardSetting {
  /** argv templates with `{value}`; they run on the board. */
  readonly apply: readonly string[];
  /** Its first line of output is the value in force. */
  readonly read: readonly string[];
  readonly values?: readonly LevelId[];
  readonly cost: 'none' | 'restart' | 'reboot';
}

/** What an outside command does for a board, and where it runs. */
export type HookName = 'power-off' | 'power-on' | 'restart' | 'reboot' | 'acquire' | 'release';
export interface Hook {
  readonly argv: readonly string[];
  readonly on: 'orchestrator' | 'board';
  readonly limitNs: Nanoseconds;
  /** Of `power-off`: cut when the board has been silent for so long under an attempt of ours. */
  readonly afterNs?: Nanoseconds;
}

/** One physical machine. */
export interface Board {
  readonly id: BoardId;
  readonly transport: Transport;
  /** All that it offers: itself and what is attached to it. */
  readonly devices: readonly LevelId[];
  /** The kind of the machine itself, when it offers accelerators that are attached to it. */
  readonly host?: LevelId;
  readonly labels?: Readonly<Record<string, string>>;
  /** Where the board keeps its files and its kernel lock; unset: the supervisor's defaults. */
  readonly paths: { readonly state?: string; readonly lock?: string };
  /** Programs of the board that are not the first of their name in its PATH. */
  readonly programs?: { readonly node?: string; readonly python?: string };
  /** By toolchain: what the user has there already, in the place of an environment of ours. */
  readonly environments?: ReadonlyMap<string, OwnEnvironment>;
  /** Most that the board's store of files may take. */
  readonly quotaBytes?: Bytes;
  /** Files that lie on the board already, by what they are: their digest is checked there, nothing is sent. */
  readonly onBoard?: readonly { readonly digest: Digest; readonly path: string }[];
  /** Folders that lie on the board already, by the digest of the list of their files. */
  readonly onBoardLists?: readonly { readonly digest: Digest; readonly path: string }[];
  /** The machine id that the board must have: two boards may swap their addresses. */
  readonly machineId?: string;
  /** By attached device, the generation of the USB port that it is in; absent: the fastest of the kind of board. */
  readonly usb?: ReadonlyMap<LevelId, number>;
  readonly settings?: ReadonlyMap<string, BoardSetting>;
  readonly hooks?: ReadonlyMap<HookName, Hook>;
}

/** An interpreter of the user's own, or words that stand before the argv of a runner (`nice -n 5`, a container's). */
export interface OwnEnvironment {
  readonly python?: string;
  readonly prefix?: readonly string[];
}

/** A machine for conversions, with tools of its own; a board may be one too. */
export type Builder = Pick<Board, 'id' | 'transport' | 'labels' | 'paths' | 'programs' | 'environments'>;

export interface Inventory {
  readonly boards: ReadonlyMap<BoardId, Board>;
  readonly devices: ReadonlyMap<LevelId, Device>;
  readonly builders?: ReadonlyMap<BoardId, Builder>;
}

/** What a probe found of one tool: its version and, for a package, the folder it is resolved from. */
export type ToolFact =
  | (FoundTool & {
      readonly kind: 'found';
      /** The same tool elsewhere on the board, in other versions; in the order in which they would be chosen. */
      readonly others?: readonly FoundTool[];
    })
  | { readonly kind: 'missing'; readonly said: string };

export interface FoundTool {
  readonly version: string;
  readonly at: string;
  /** The interpreter that has the package; absent: it is no package of Python. */
  readonly python?: string;
  readonly pythonVersion?: string;
  /** Words before the interpreter, in an environment of the user's own. */
  readonly prefix?: readonly string[];
  /** Of the list of all packages of a prepared environment, with their digests. */
  readonly packages?: Digest;
}

/** Observed, stable while the board stays as it is. Null is unknown, never zero. */
export interface BoardFacts {
  readonly os: string | null;
  readonly kernel: string | null;
  readonly arch: string | null;
  readonly cpuModel: string | null;
  readonly cpuCount: number | null;
  readonly memoryBytes: Bytes | null;
  readonly governor: string | null;
  readonly machineId: string | null;
  readonly bootId: string | null;
  /** From the device tree or the firmware, as are serial numbers; the permanent address of the first interface that has one. */
  readonly model: string | null;
  readonly serial: string | null;
  readonly mac: string | null;
  /** When its first process began: in a container the boot id is that of the machine around it. */
  readonly initStart?: string | null;
  /** Free space where the board keeps its files; changes, hence no part of the environment record. */
  readonly freeBytes: Bytes | null;
  readonly moment: BoardMoment;
  /** The Node that runs Node runners on this board. */
  readonly node: { readonly path: string; readonly version: string } | null;
  /** The Python that runs Python runners on this board: the inventory's, else the first `python3` of its PATH. */
  readonly python: { readonly path: string; readonly version: string; readonly prefix?: readonly string[] } | null;
  readonly tools: Readonly<Record<string, ToolFact>>;
  /** What `boards prepare` made there; absent: not looked for. */
  readonly environments?: readonly PreparedEnvironment[];
  /** Only of a board that is logged in to. */
  readonly login?: LoginFacts;
}

/** Python packages in a folder of their own, made by us. */
export interface PreparedEnvironment {
  /** `TOOLCHAIN.ENVIRONMENT`. */
  readonly name: string;
  /** What it was made as. */
  readonly version: string;
  readonly python: string;
  readonly pythonVersion: string;
  /** As it was asked of pip: another wish makes it anew. */
  readonly asked: { readonly packages: readonly string[]; readonly alone: readonly string[] };
  /** As they lie there now, by name. */
  readonly packages: readonly InstalledPackage[];
  /** Of Python and packages. */
  readonly digest: Digest;
  /** Somebody installed or removed something there since. */
  readonly changed: boolean;
}

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Of the wheel it came from; null: pip did not say, or the package is another one now. */
  readonly sha256: string | null;
}

/** What a login brings along that a measurement may feel. */
export interface LoginFacts {
  /** What the files of the login shell print before each command: their work is done before each, too. */
  readonly noiseBytes: Bytes;
  /** From the request to the first word of an answer. */
  readonly answerNs: Nanoseconds;
  /** systemd ends what a user began as soon as the user is logged out (KillUserProcesses): a lost link loses an attempt. */
  readonly endsProcesses: boolean;
}

/** What was observed, content-addressed: drift and comparability, never identity. */
export interface Environment {
  readonly digest: Digest;
  readonly facts: EnvironmentFacts;
}
export type EnvironmentFacts = Readonly<Record<string, string | number | null>>;

/** Known only from an attempt. */
export interface Told {
  /** What the runner itself said it uses. */
  readonly versions?: Readonly<Record<string, string>>;
  /** What the board said of its settings when they were read back. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Boot id and free space are left out: they differ every night. */
export function environmentOf(
  board: BoardId,
  facts: BoardFacts,
  { versions = {}, settings = {} }: Told = {},
): Environment {
  const flat: Record<string, string | number | null> = {
    board,
    os: facts.os,
    kernel: facts.kernel,
    arch: facts.arch,
    'cpu.model': facts.cpuModel,
    'cpu.count': facts.cpuCount,
    'memory.bytes': facts.memoryBytes,
    governor: facts.governor,
    'machine.id': facts.machineId,
    'node.version': facts.node?.version ?? null,
    'python.version': facts.python?.version ?? null,
  };
  Object.assign(flat, toolFacts(facts));
  for (const [name, version] of Object.entries(versions)) flat[`runner.${name}`] = version;
  for (const [name, value] of Object.entries(settings)) flat[`setting.${name}`] = value;
  return { digest: digestOfJson(flat), facts: flat };
}

/** Of a prepared environment all that lies in it: what a framework is built on changes numbers too. */
function toolFacts({ tools, environments, python: used }: BoardFacts): EnvironmentFacts {
  const flat: Record<string, string | null> = {};
  for (const [name, tool] of Object.entries(tools)) {
    flat[`tool.${name}`] = tool.kind === 'found' ? tool.version : null;
    if (tool.kind === 'found' && tool.packages) flat[`tool.${name}.packages`] = tool.packages;
  }
  const prepared = environments?.find(({ python }) => python === used?.path);
  for (const { name, version } of prepared?.packages ?? []) flat[`package.${name}`] = version;
  return flat;
}
