/** Failure → what happened and what to do next. A record over all codes: a new code does not compile without its words. */
import type { Failure, FailureCode } from '#domain/failure.js';
import type { Described, Words } from './described.js';
import { answerWords } from './failure-answer.js';
import { boardWords } from './failure-board.js';
import { deviceWords } from './failure-device.js';
import { environmentWords } from './failure-environment.js';
import { routeWords } from './failure-route.js';
import { toolWords } from './failure-tool.js';
import { workWords } from './failure-work.js';

const words: Readonly<Record<FailureCode, Words>> = {
  ...boardWords,
  ...deviceWords,
  ...environmentWords,
  ...routeWords,
  ...toolWords,
  ...workWords,
  ...answerWords,
};

/** Causes follow the headline, outermost first, at most three deep: a chain that is longer says nothing more. */
export function describeFailure(failure: Failure): Described {
  const { headline, hint } = words[failure.code](failure.facts);
  const causes: string[] = [];
  for (let cause = failure.cause; cause && causes.length < 3; cause = cause.cause) {
    causes.push(words[cause.code](cause.facts).headline);
  }
  return { headline: [headline, ...causes].join('; because '), hint };
}
