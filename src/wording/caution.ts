/** Words for what a plan warns of and measures all the same. */
import type { Caution } from '#domain/caution.js';
import { visible } from './control.js';

export function cautionWords(caution: Caution): string {
  if (caution.kind === 'usb') {
    const { device, madeFor, host, has } = caution;
    return `${visible(device)} is made for USB ${madeFor} and gets USB ${has} at ${visible(host)}: its latency has more of the way there and back in it`;
  }
  const { framework, unit, operator, versions, source } = caution;
  const when = versions === null ? '' : ` in versions ${visible(versions)}, and which one is there is not known`;
  return `${visible(framework)} has no ${visible(operator)} on ${visible(unit)}${when}: it will probably be refused (${visible(source)})`;
}
