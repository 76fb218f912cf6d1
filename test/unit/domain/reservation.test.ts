/** Where a board is said to be: exactly a place, or nothing that is believed. */
import { expect, test } from 'vitest';
import { placeIn } from '#domain/reservation.js';

test.each([
  ['pi5.lab', { host: 'pi5.lab' }],
  ['acquired it\n10.0.0.5:2222\n', { host: '10.0.0.5', port: 2222 }],
  ['lab@10.0.0.5:22', { host: '10.0.0.5', port: 22, user: 'lab' }],
  ['[fd00::5]:2222', { host: 'fd00::5', port: 2222 }],
])('%j is a place', (said, place) => {
  expect(placeIn(said.trim())).toEqual(place);
});

test.each(['', 'acquired place pi-5', '10.0.0.5\nand be careful'])('%j is no place', (said) => {
  expect(placeIn(said)).toBe('none');
});

test.each([
  ...['-oProxyCommand=reboot', 'pi5:0', 'pi5:65536', 'pi5:22:23', '$(reboot)', "'pi5'", 'pi@lab@host', 'ssh://pi5'],
  ...['../../x', 'pi5:', '@pi5', `h${'o'.repeat(300)}`, 'pi5\u001b[2J', '[fd00::5', 'fd00::5', '[pi5]:22', ';id'],
])('%j is refused', (said) => {
  expect(placeIn(said)).toBe('unclear');
});
