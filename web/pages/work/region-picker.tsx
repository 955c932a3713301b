import { Cascader, TreeSelect } from "antd";
import { useMemo } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { useGet, usePerson } from "../../api.ts";
import type { Page } from "../../contract.ts";
import type { Place } from "./answers.ts";

type Branch = { value: string; label: string; title: string; children?: Branch[] };

/** Leagues and banners as a tree; of a reader who works in a part of the region only that part, unless `whole`. */
export function useRegions(whole = false): {
  tree: Branch[];
  pathOf: (code: string) => string[];
  nameOf: (code: string) => string;
} {
  const { regions } = usePerson();
  const places = useGet<Page<Place>>("/regions", {}, { staleMs: 3_600_000 }).data?.items;
  return useMemo(() => {
    const all = places ?? [];
    const byCode = new Map(all.map((place) => [place.code, place]));
    const mine = new Set(regions.map((region) => region.code));
    const within = (place: Place): boolean => {
      for (let at: Place | undefined = place; at; at = byCode.get(at.parent ?? "")) if (mine.has(at.code)) return true;
      return all.some((child) => child.parent === place.code && mine.has(child.code));
    };
    const shown = whole || mine.size === 0 ? all : all.filter(within);
    const below = (parent: string | null): Branch[] =>
      shown
        .filter((place) => place.parent === parent)
        .map((place) => {
          const children = below(place.code);
          return {
            value: place.code,
            label: place.name,
            title: place.name,
            ...(children.length > 0 ? { children } : {}),
          };
        });
    const pathOf = (code: string): string[] => {
      const path: string[] = [];
      for (let at = byCode.get(code); at; at = byCode.get(at.parent ?? "")) path.unshift(at.code);
      return path;
    };
    return { tree: below(null), pathOf, nameOf: (code: string) => byCode.get(code)?.name ?? code };
  }, [places, regions, whole]);
}

type RegionPickerProps = Readonly<{
  id?: string;
  value?: string;
  onChange?: (code: string | undefined) => void;
  placeholder?: string;
  size?: "small" | "middle";
  width?: number | string;
}>;

/** One region, at whatever level; the value is its code. */
export function RegionPicker({ id, value, onChange, placeholder, size, width = "100%" }: RegionPickerProps) {
  const { tree, pathOf } = useRegions();
  return (
    <Cascader
      id={id}
      options={tree[0]?.children && tree.length === 1 ? tree[0].children : tree}
      value={value ? pathOf(value).slice(tree.length === 1 && tree[0]?.children ? 1 : 0) : undefined}
      onChange={(path) => onChange?.((path as string[] | undefined)?.at(-1))}
      changeOnSelect
      allowClear
      size={size}
      style={{ width }}
      placeholder={placeholder ?? t("选择盟市、旗县", "League, banner")}
      showSearch={{ filter: (typed, path) => path.some((option) => String(option.label).includes(typed)) }}
      displayRender={(labels) => labels.join(" ")}
    />
  );
}

type RegionsPickerProps = Readonly<{ id?: string; value?: string[]; onChange?: (codes: string[]) => void }>;

/** Several regions: the territory of a grant. */
export function RegionsPicker({ id, value, onChange }: RegionsPickerProps) {
  const { tree } = useRegions(true);
  return (
    <TreeSelect
      id={id}
      treeData={tree}
      value={value}
      onChange={(codes) => onChange?.(codes as string[])}
      multiple
      allowClear
      treeDefaultExpandedKeys={tree[0] ? [tree[0].value] : []}
      showSearch={{ treeNodeFilterProp: "label" }}
      placeholder={t("选择管辖区域，可多选", "Choose one or more")}
      style={{ width: "100%" }}
    />
  );
}
