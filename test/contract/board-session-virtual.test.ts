import { VirtualRig } from '#test/simulation/virtual-rig.js';
import { boardSessionContract } from './board-session.js';

boardSessionContract('the simulated board', () => new VirtualRig());
