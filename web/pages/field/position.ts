import { useCallback, useEffect, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import type { Position } from "../../field/store.ts";

export type Fix = Position;
export type PositionState = Readonly<{
  fix: Fix | null;
  looking: boolean;
  /** Why there is no position, in words that help. */
  problem: string | null;
  /** Asks for the position; the browser asks the person the first time. */
  locate(): void;
}>;

/** A fix that is older says where the person was, not where the photo was taken. */
export const freshMs = 60_000;
const patienceMs = 20_000;

/** The position of this device, followed while the page is open once the person has allowed it. */
export function usePosition(): PositionState {
  const [wanted, setWanted] = useState(false);
  const [fix, setFix] = useState<Fix | null>(null);
  const [looking, setLooking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void navigator.permissions
      ?.query({ name: "geolocation" })
      .then(({ state }) => state === "granted" && setWanted(true));
  }, []);
  useEffect(() => {
    if (!wanted) return;
    if (!("geolocation" in navigator)) {
      setProblem(t("此设备或浏览器没有定位功能。", "This device has no positioning."));
      return;
    }
    setLooking(true);
    const watch = navigator.geolocation.watchPosition(
      ({ coords, timestamp }) => {
        setLooking(false);
        setProblem(null);
        setFix({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, at: timestamp });
      },
      (error) => {
        setLooking(false);
        setProblem(words(error));
        if (error.code === error.PERMISSION_DENIED) setWanted(false);
      },
      { enableHighAccuracy: true, maximumAge: 5_000, timeout: patienceMs },
    );
    return () => navigator.geolocation.clearWatch(watch);
  }, [wanted]);
  const locate = useCallback(() => {
    setProblem(null);
    setWanted(false);
    setTimeout(() => setWanted(true));
  }, []);
  return { fix, looking, problem, locate };
}

function words({ code, PERMISSION_DENIED, TIMEOUT }: GeolocationPositionError): string {
  if (code === PERMISSION_DENIED)
    return t(
      "未允许定位。请在浏览器或系统设置中允许后重试。",
      "Positioning was not allowed. Allow it in the settings and try again.",
    );
  if (code === TIMEOUT)
    return t("暂未收到卫星信号。请到开阔处再试。", "No signal of the satellites yet. Try again under open sky.");
  return t("定位失败，请稍后再试。", "Positioning failed; try again shortly.");
}
