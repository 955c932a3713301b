import { deviceAnswers, notices } from "#kernel/observation/packet.ts";
import { dataAnswer, noticeAnswer } from "#protocols/hj212/encode.ts";
import { answerRequired } from "#protocols/hj212/packet.ts";
import type { Arrived } from "./arrived.ts";

/**
 * What a stored or repeated packet is answered: 9013 for a notice, 9014 for data that ask for it, nothing for an answer of the device.
 * A refused packet is never answered.
 */
export function answerTo(packet: Arrived): Uint8Array | undefined {
  const said = packet.parsed?.packet;
  if (packet.verdict === "rejected" || !said || !packet.profile || said.qn === "" || deviceAnswers.has(said.cn))
    return undefined;
  const edition = packet.profile.protocol;
  try {
    if (notices.has(said.cn)) return noticeAnswer(said, edition);
    return answerRequired(said) ? dataAnswer(said, edition) : undefined;
  } catch (error) {
    // A field that no frame can carry cannot be echoed.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
