/** The catalogue of devices that comes with the program. Read at most once, and only when a file names a device of it. */
import { join } from 'node:path';
import { type DeviceCatalogue, readCatalogue } from '#spec/inventory.js';
import { shown } from './nearby.js';
import { packageRoot } from './package-root.js';
import { understood } from './source-text.js';
import { readTextFile } from './text-file.js';

let known: DeviceCatalogue | undefined;

export function shippedDevices(): DeviceCatalogue {
  known ??= readShipped();
  return known;
}

function readShipped(): DeviceCatalogue {
  const path = join(packageRoot(), 'inventory', 'devices.yaml');
  const name = shown(path);
  const text = understood(readTextFile({ path, name, what: 'inventory' }), name);
  return understood(readCatalogue({ name, text }), name);
}
