/** What an inventory offers: its boards with their devices, its builders, and the devices that it declares. */
import type { Board, Inventory } from '#domain/board.js';
import { plural } from '#wording/quantity.js';

export interface Offer {
  readonly boards: readonly {
    readonly board: string;
    /** The host as it is written; null: this machine. */
    readonly ssh: string | null;
    readonly devices: readonly string[];
    readonly host: string | null;
  }[];
  readonly builders: readonly string[];
  readonly devices: readonly string[];
}

/** More names than a line holds; `--json` has them all. */
const namesMax = 8;

/** `declared`: devices of the file itself, not those that are known anyway. */
export function offerOf({ boards, builders }: Inventory, declared: readonly string[]): Offer {
  return {
    boards: [...boards.values()].map((board) => ({
      board: board.id,
      ssh: hostOf(board),
      devices: board.devices,
      host: board.host ?? null,
    })),
    builders: [...(builders?.keys() ?? [])],
    devices: declared,
  };
}

/** `3 boards (2 over SSH), 1 builder, for raspberry-pi-5, coral-usb`. */
export function offerText({ boards, builders, devices }: Offer): string {
  if (boards.length === 0) return plural(devices.length, 'device');
  const remote = boards.filter(({ ssh }) => ssh !== null).length;
  const reached = remote === 0 ? '' : ` (${remote} over SSH)`;
  const offered = [...new Set(boards.flatMap((board) => board.devices))];
  const more = offered.length > namesMax ? `, … (${offered.length} devices)` : '';
  return [
    `${plural(boards.length, 'board')}${reached}`,
    ...(builders.length === 0 ? [] : [plural(builders.length, 'builder')]),
    `for ${offered.slice(0, namesMax).join(', ')}${more}`,
  ].join(', ');
}

function hostOf({ transport }: Board): string | null {
  return transport.kind === 'ssh' ? transport.target.host : null;
}
