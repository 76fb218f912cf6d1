import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createStops, type SignalSource } from '#cli/stops.js';

class Signals extends EventEmitter implements SignalSource {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

function rig(): { signals: Signals; asked: string[]; notes: string[]; stops: ReturnType<typeof createStops> } {
  const [signals, asked, notes]: [Signals, string[], string[]] = [new Signals(), [], []];
  const stops = createStops(signals, (text) => notes.push(text));
  stops.onStop((how) => asked.push(how));
  return { signals, asked, notes, stops };
}

test('Ctrl-C once finishes, twice stops, a third time leaves with 130', () => {
  const { signals, asked, notes } = rig();
  signals.emit('SIGINT');
  expect([asked, signals.exits]).toEqual([['finish'], []]);
  expect(notes[0]).toContain('press Ctrl-C again to stop now');
  signals.emit('SIGINT');
  expect([asked, signals.exits]).toEqual([['finish', 'now'], []]);
  signals.emit('SIGINT');
  expect([asked, signals.exits]).toEqual([['finish', 'now'], [130]]);
});

test('SIGTERM counts as Ctrl-C', () => {
  const { signals, asked } = rig();
  signals.emit('SIGTERM');
  signals.emit('SIGINT');
  expect(asked).toEqual(['finish', 'now']);
});

test('SIGHUP stops now, and a second one does not leave', () => {
  const { signals, asked } = rig();
  signals.emit('SIGHUP');
  signals.emit('SIGHUP');
  expect([asked, signals.exits]).toEqual([['now'], []]);
});

test('a stop asked for before anybody listened is told to who listens later', () => {
  const { signals, stops } = rig();
  signals.emit('SIGINT');
  const late: string[] = [];
  stops.onStop((how) => late.push(how));
  expect(late).toEqual(['finish']);
});

test('a released source leaves the signals to their defaults', () => {
  const { signals, asked, stops } = rig();
  stops.release();
  expect(signals.eventNames()).toEqual([]);
  signals.emit('SIGINT');
  expect(asked).toEqual([]);
});
