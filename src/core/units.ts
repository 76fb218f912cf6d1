/** Quantities that must never be mixed up. Each is a plain number with a branded unit. */
import type { Brand } from './brand.js';

/**
 * Integer nanoseconds. Points on a monotonic clock stay exact up to 2^53 ns (104 days of uptime) and are within 2 ns
 * after that; durations are differences taken where the clock is and are always exact.
 */
export type Nanoseconds = Brand<number, 'ns'>;
export type Bytes = Brand<number, 'B'>;

/** A point in time as UTC ISO 8601, for people and manifests; never used to compute a duration. */
export type WallTime = Brand<string, 'wall'>;

export const ns = (value: number): Nanoseconds => Math.round(value) as Nanoseconds;
export const milliseconds = (value: number): Nanoseconds => ns(value * 1e6);
export const seconds = (value: number): Nanoseconds => ns(value * 1e9);
export const bytes = (value: number): Bytes => value as Bytes;
export const wallTime = (iso: string): WallTime => iso as WallTime;
