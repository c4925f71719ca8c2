"""Draw a map of Europe from nothing but a table of road distances.

Multidimensional scaling looks for points W whose distances are those of the table:

    L(W) = sum_ij (||W_i - W_j||^2 - D_ij)^2,

where D_ij is the *square* of the distance from city i to city j, since it is compared with a
squared norm.  Gradient descent from random points minimises it; the gradient is generated.

Distances cannot tell north from south, nor a map from its mirror image, and roads are longer than
straight lines.  So the points found are turned, mirrored, moved and shrunk by one factor to fit the
true positions of all the cities best (Procrustes); only the drawing and the comparison use these.

    python examples/map.py --out map.png
"""

import argparse
import csv
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patheffects

import s2sad

DATA = Path(__file__).parent / "data"
EARTH = 6371.0  # km
UNIT = 1000.0  # km; the descent works in these, where a fixed step suits
STEP = 4e-4
MOMENTUM = 0.9


def loss(w, squared):
    """L(W), over all ordered pairs; `squared` holds the squared distances."""
    apart = w[:, None, :] - w[None, :, :]
    return np.sum((np.sum(apart**2, axis=2) - squared) ** 2)


loss_and_grad = s2sad.value_and_grad(loss)


def read(name):
    """The row names and the numbers of a table in examples/data."""
    with open(DATA / name, encoding="utf-8") as lines:
        _, *rows = csv.reader(line for line in lines if not line.startswith("#"))
    return [row[0] for row in rows], np.array([row[1:] for row in rows], dtype=float)


def load():
    """City names, road distances in km, and latitudes and longitudes in degrees."""
    cities, road = read("eurodist.csv")
    same, degrees = read("eurocities.csv")
    if cities != same:
        raise ValueError("the two tables must list the same cities in the same order")
    return cities, road, degrees


def is_distance_table(road):
    """Whether the table is symmetric, zero on the diagonal and positive elsewhere."""
    off = ~np.eye(len(road), dtype=bool)
    return bool(np.all(road == road.T) and np.all(np.diag(road) == 0) and np.all(road[off] > 0))


def detours(road):
    """How many km each entry exceeds the shortest way through one other city (0 if it does not).

    A true table of shortest roads has none: this is the triangle inequality.
    """
    through = (road[:, :, None] + road[None, :, :]).min(axis=1)
    return np.maximum(road - through, 0)


def project(degrees, centre):
    """Latitude and longitude on a plane, in km: Lambert's azimuthal equal-area projection."""
    (lat, lon), (lat0, lon0) = np.radians(degrees).T, np.radians(centre)
    cosine = np.sin(lat0) * np.sin(lat) + np.cos(lat0) * np.cos(lat) * np.cos(lon - lon0)
    east = np.cos(lat) * np.sin(lon - lon0)
    north = np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(lon - lon0)
    return EARTH * np.sqrt(2 / (1 + cosine))[:, None] * np.stack([east, north], axis=1)


def great_circle(degrees):
    """Straight-line distances in km over the Earth between all pairs of places."""
    lat, lon = np.radians(degrees).T
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half = half + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    return 2 * EARTH * np.arcsin(np.sqrt(half))


def recover(distances, seed=0, steps=600):
    """Points in the plane with these distances, and the loss at every step of the descent."""
    squared = (distances / UNIT) ** 2
    w = np.random.default_rng(seed).normal(size=(len(squared), 2))
    speed = np.zeros_like(w)
    losses = []
    for _ in range(steps):
        value, gradient = loss_and_grad(w, squared)
        speed = MOMENTUM * speed - STEP * gradient
        w = w + speed
        losses.append(value)
    return w * UNIT, np.array(losses)


def align(points, target):
    """Turn, mirror, move and scale the points onto the target by least squares: (points, scale)."""
    a, b = points - points.mean(axis=0), target - target.mean(axis=0)
    u, s, vt = np.linalg.svd(a.T @ b)
    scale = s.sum() / np.sum(a**2)
    return scale * a @ (u @ vt) + target.mean(axis=0), scale


def between(points):
    """The distances between all pairs of points."""
    return np.linalg.norm(points[:, None] - points[None], axis=2)


def stress(points, distances):
    """Kruskal's stress-1: the relative size of what the points leave unexplained."""
    return float(np.sqrt(np.sum((between(points) - distances) ** 2) / np.sum(distances**2)))


def graticule(axis, centre):
    """Parallels and meridians every ten degrees, to see which way is north."""
    for lat in range(30, 71, 10):
        line = project(np.array([(lat, lon) for lon in np.linspace(-30, 50, 81)]), centre)
        axis.plot(*line.T, color="0.88", lw=0.8, zorder=0)
    for lon in range(-30, 51, 10):
        line = project(np.array([(lat, lon) for lat in np.linspace(30, 70, 41)]), centre)
        axis.plot(*line.T, color="0.88", lw=0.8, zorder=0)


LABELS = {  # points to the right of, and above, a city: where its name covers little
    "Brussels": (8, -8), "Calais": (-7, -4), "Cherbourg": (-6, -9), "Cologne": (7, -6),
    "Copenhagen": (-7, -3), "Geneva": (6, 4), "Gibraltar": (-7, -3), "Hamburg": (8, -5),
    "Hook of Holland": (7, 3), "Lisbon": (-7, -3), "Lyons": (-7, -3), "Madrid": (-4, 6),
    "Marseilles": (-8, -3), "Milan": (7, -8), "Munich": (-7, -3), "Paris": (-6, -10),
    "Vienna": (7, -7),
}  # fmt: skip
HALO = [patheffects.withStroke(linewidth=2.5, foreground="white")]


def draw_map(axis, cities, found, true, centre):
    """The recovered cities, each tied to its true position."""
    graticule(axis, centre)
    for city, a, b in zip(cities, found, true):
        axis.plot(*np.transpose([a, b]), color="C3", alpha=0.4, lw=1)
        dx, dy = LABELS.get(city, (7, 2))
        axis.annotate(
            city, a, (dx, dy), textcoords="offset points", ha="left" if dx > 0 else "right", size=9,
            path_effects=HALO, zorder=4,
        )  # fmt: skip
    axis.plot(*true.T, "o", mfc="white", mec="0.5", ms=4, label="true position")
    axis.plot(*found.T, "o", color="C3", ms=5, label="found from road distances", zorder=5)
    both = np.concatenate([found, true])
    axis.set_xlim(both[:, 0].min() - 450, both[:, 0].max() + 450)
    axis.set_ylim(both[:, 1].min() - 200, both[:, 1].max() + 200)
    axis.set(aspect="equal", xlabel="km east", ylabel="km north")
    axis.set_title("Europe from a table of road distances (grid: 10°)")
    axis.legend(loc="upper left", framealpha=1, edgecolor="none")


def draw_fit(axis, cities, road, fitted):
    """Each pair's distance in the table and between the points found; misprints stand out."""
    i, j = np.tril_indices(len(road), -1)
    axis.plot([0, road.max()], [0, road.max()], color="0.7", lw=0.8)
    axis.plot(road[i, j], fitted[i, j], "o", color="C0", alpha=0.5, ms=4, mew=0)
    worst = np.argsort(-np.abs(fitted - road)[i, j])[:3]
    for k, lift in zip(worst, (-3, -10, 4)):  # two lie close together: their names must not
        name, where = f"{cities[j[k]]} – {cities[i[k]]}", (road[i[k], j[k]], fitted[i[k], j[k]])
        side = 6 if where[0] > where[1] else -6
        axis.annotate(
            name, where, (side, lift), textcoords="offset points",
            ha="left" if side > 0 else "right", size=8,
        )  # fmt: skip
    axis.set(aspect="equal", xlabel="road distance in the table, km")
    axis.set(ylabel="distance between the points found, km", title="How well the table is met")


def plot(cities, found, true, centre, road, fitted, path):
    """The map, beside how well its distances meet the table's."""
    fig, axes = plt.subplots(1, 2, figsize=(13, 6), layout="constrained", width_ratios=(1.45, 1))
    draw_map(axes[0], cities, found, true, centre)
    draw_fit(axes[1], cities, road, fitted)
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(argv=None):
    """Recover the map, draw it, and return what the tests check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0, help="of the random points at the start")
    parser.add_argument("--out", default="map.png", help="where the map goes")
    parser.add_argument("--show", action="store_true", help="print the generated gradient")
    args = parser.parse_args(argv)
    cities, road, degrees = load()
    centre = degrees.mean(axis=0)
    true = project(degrees, centre)
    if args.show:
        print(loss_and_grad.source_for(true / UNIT, (road / UNIT) ** 2))

    print(f"{len(cities)} cities; symmetric, zero diagonal: {is_distance_table(road)}")
    longer = detours(road)
    i, j = np.unravel_index(np.argmax(longer), longer.shape)
    print(
        f"triangle inequality: {np.sum(longer > 0) // 2} of {len(cities) * (len(cities) - 1) // 2}"
        f" pairs are shorter by way of a third city, at most by {longer.max():.0f} km"
        f" ({cities[i]} - {cities[j]})"
    )
    short = np.argwhere(np.triu(road < great_circle(degrees), 1))
    print(f"shorter than the straight line, which no road is: {len(short)}")
    for i, j in short:
        straight = great_circle(degrees)[i, j]
        print(f"  {cities[i]} - {cities[j]}: {road[i, j]:.0f} km, straight {straight:.0f} km")

    raw, losses = recover(road, args.seed)
    found, scale = align(raw, true)
    error = np.linalg.norm(found - true, axis=1)
    rms = float(np.sqrt(np.mean(error**2)))
    spread = float(np.sqrt(np.mean(np.sum((true - true.mean(axis=0)) ** 2, axis=1))))
    print(f"loss: {losses[0]:.4g} at random points, {losses[-1]:.6g} after {len(losses)} steps")
    print(f"residual stress: {stress(raw, road):.2%}")
    print(f"after alignment, 1 km of road is {scale:.2f} km of map")
    print(f"rms error of position: {rms:.0f} km; rms distance from the centre: {spread:.0f} km")
    off = np.tril(between(raw) - road)
    worst = np.argsort(-np.abs(off), axis=None)[:3]
    print("worst-fitting pairs:")
    for i, j in np.transpose(np.unravel_index(worst, off.shape)):
        print(f"  {cities[j]} - {cities[i]}: table {road[i, j]:.0f} km, map {off[i, j]:+.0f} km")
    plot(cities, found, true, centre, road, between(raw), args.out)
    print(f"map: {args.out}")
    return {
        "losses": losses, "stress": stress(raw, road), "rms": rms, "spread": spread,
        "found": dict(zip(cities, found)), "true": dict(zip(cities, true)),
    }  # fmt: skip


if __name__ == "__main__":
    main()
