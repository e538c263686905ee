"""What happens to photos after they are in: turned, marked, described, compared, fetched from their source."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO, StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from realestate.core import fetch
from realestate.core.errors import BusinessRuleError
from realestate.core.fetch import FetchError
from realestate.core.images import difference_hash, open_picture
from realestate.listings import services
from realestate.listings.lookalikes import BANDS, bands_of, distance, near
from realestate.listings.models import Listing, Photo
from realestate.listings.photos import make_variants, variant_name
from realestate.listings.tests.pictures import jpeg
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, OperationFactory, PhotoFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def drawn(seed: int = 1, size: tuple[int, int] = (800, 600), quality: int = 90, kind: str = "JPEG") -> bytes:
    """A picture with shapes, another one for each seed."""
    picture = Image.new("RGB", (800, 600), (230, 225, 210))
    draw = ImageDraw.Draw(picture)
    for n in range(12):
        x, y = (n * 97 * seed) % 700, (n * 61 * (seed + 3)) % 500
        draw.rectangle(
            (x, y, x + 60 + 40 * (n % 3), y + 50 + 30 * (n % 4)), fill=((n * 50) % 255, 90, (seed * 40) % 255)
        )
    buffer = BytesIO()
    picture.resize(size).save(buffer, kind, quality=quality)
    return buffer.getvalue()


def upload(data: bytes, name: str = "foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


@pytest.fixture
def listing(salesperson: User) -> Listing:
    salesperson.office.watermark = "Inmobiliaria Mar Menor"  # type: ignore[union-attr]
    salesperson.office.save()  # type: ignore[union-attr]
    return OperationFactory(listing__salesperson=salesperson, listing__office=salesperson.office).listing


def prepared(listing: Listing, data: bytes | None = None, *, is_watermarked: bool = False) -> Photo:
    """A photo with its files, on the public pages."""
    photo = services.add_photo(
        actor=None, listing=listing, upload=upload(data or drawn()), is_watermarked=is_watermarked
    )
    make_variants(photo)
    listing.operations.update(is_on_web=True)
    photo.refresh_from_db()
    return photo


def body(client: Client, url: str) -> bytes:
    return b"".join(client.get(url).streaming_content)  # type: ignore[attr-defined]


class TestWhatIsTaken:
    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("IMG_1.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 60, "HEIC"),
            ("IMG_1.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + b"\0" * 60, "HEIC"),
            ("plano.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
            ("nada.jpg", b"", "empty"),
            ("corte.jpg", drawn()[: len(drawn()) // 2], "damaged"),
        ],
    )
    def test_a_refusal_says_why_and_what_to_do(self, name: str, data: bytes, words: str) -> None:
        with translation.override("en"), pytest.raises(BusinessRuleError, match=words):
            services.add_photo(actor=None, listing=ListingFactory(), upload=upload(data, name))

    def test_too_many_pixels_are_counted_before_anything_is_unpacked(self) -> None:
        buffer = BytesIO()
        Image.new("1", (10_000, 6_000)).save(buffer, "PNG")
        with translation.override("en"), pytest.raises(BusinessRuleError, match="60 million"):
            services.add_photo(actor=None, listing=ListingFactory(), upload=upload(buffer.getvalue(), "x.png"))

    def test_a_ribbon_is_refused(self) -> None:
        with translation.override("en"), pytest.raises(BusinessRuleError, match="narrow"):
            services.add_photo(actor=None, listing=ListingFactory(), upload=jpeg(2000, 100))

    def test_the_original_keeps_its_size(self) -> None:
        photo = services.add_photo(actor=None, listing=ListingFactory(), upload=jpeg(4000, 3000))
        assert Image.open(photo.original.open()).size == (4000, 3000)

    def test_of_an_animation_the_first_picture_is_taken(self) -> None:
        frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
        buffer = BytesIO()
        frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
        photo = services.add_photo(actor=None, listing=ListingFactory(), upload=upload(buffer.getvalue(), "x.gif"))
        red, _green, blue = Image.open(photo.original.open()).getpixel((20, 20))  # type: ignore[misc]
        assert red > 200 > 60 > blue

    def test_no_profile_and_no_xmp_comes_along(self) -> None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        buffer = BytesIO()
        Image.new("RGB", (80, 60), "teal").save(
            buffer, "JPEG", icc_profile=profile, xmp=b"<x:xmpmeta>GPSLatitude</x:xmpmeta>", comment=b"SecretPhone"
        )
        photo = services.add_photo(actor=None, listing=ListingFactory(), upload=upload(buffer.getvalue()))
        make_variants(photo)
        photo.refresh_from_db()
        files = [photo.original.name, *(variant_name(photo.token, 640, ext, photo.edition) for ext in ("jpg", "webp"))]
        for name in files:
            data = default_storage.open(name).read()
            assert not any(word in data for word in (b"GPSLatitude", b"ICC_PROFILE", b"ICCP", b"SecretPhone", b"Exif"))


class TestTurning:
    def test_a_turned_photo_is_made_anew_and_its_original_stays(self, listing: Listing) -> None:
        photo = prepared(listing)
        original, old = photo.original.open().read(), photo.large_url
        services.turn_photo(actor=None, photo=photo)
        assert photo.status == "waiting"
        make_variants(photo)
        photo.refresh_from_db()
        assert photo.original.open().read() == original
        assert (photo.width, photo.height) == (600, 800)
        assert photo.large_url != old
        with default_storage.open(variant_name(photo.token, 320, "webp", photo.edition)) as file:
            assert Image.open(file).size == (320, 427)

    def test_four_turns_lead_back(self, listing: Listing) -> None:
        photo = prepared(listing)
        before = photo.sha256
        for _turn in range(4):
            services.turn_photo(actor=None, photo=photo)
        make_variants(photo)
        photo.refresh_from_db()
        assert photo.sha256 == before

    def test_until_it_is_ready_the_old_files_are_shown(self, listing: Listing, client: Client) -> None:
        photo = prepared(listing)
        services.turn_photo(actor=None, photo=photo)
        answer = client.get(photo.small_url)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=60"

    def test_a_worker_that_was_killed_half_way_does_no_harm(self, listing: Listing) -> None:
        photo = prepared(listing)
        name = variant_name(photo.token, 640, "webp", photo.edition)
        whole = default_storage.open(name).read()
        default_storage.delete(name)
        default_storage.save(name, ContentFile(whole[:100]))
        default_storage.delete(variant_name(photo.token, 320, "jpg", photo.edition))
        make_variants(photo)
        assert default_storage.open(name).read() == whole
        assert default_storage.exists(variant_name(photo.token, 320, "jpg", photo.edition))

    def test_who_turns_it_while_it_is_prepared_has_the_last_word(self, listing: Listing) -> None:
        photo = prepared(listing)
        stale = Photo.objects.get(pk=photo.pk)
        services.turn_photo(actor=None, photo=photo)
        make_variants(stale)  # a task that had begun before
        photo.refresh_from_db()
        assert photo.status == "waiting"


class TestWatermark:
    def test_strangers_see_the_words_and_the_agency_does_not(
        self, listing: Listing, client: Client, as_user: SignIn, salesperson: User
    ) -> None:
        plain = prepared(listing, drawn(2))
        marked = prepared(listing, drawn(2), is_watermarked=True)
        assert marked.sha256 != plain.sha256
        assert body(client, marked.large_url) != body(client, plain.large_url)
        inside = as_user(salesperson)
        assert body(inside, marked.large_url) == body(inside, plain.large_url)
        assert body(inside, marked.large_url + "?public") == body(client, marked.large_url)

    def test_what_the_agency_sees_is_not_kept_by_others(
        self, listing: Listing, client: Client, as_user: SignIn, salesperson: User
    ) -> None:
        photo = prepared(listing, is_watermarked=True)
        assert client.get(photo.large_url).headers["Cache-Control"].startswith("public")
        assert as_user(salesperson).get(photo.large_url).headers["Cache-Control"].startswith("private")

    def test_the_unmarked_original_never_stands_in_for_strangers(self, listing: Listing, client: Client) -> None:
        photo = services.add_photo(actor=None, listing=listing, upload=upload(drawn()), is_watermarked=True)
        listing.operations.update(is_on_web=True)
        assert client.get(photo.small_url).status_code == 404
        assert client.get(photo.url(1920, "jpg")).status_code == 404

    def test_it_is_put_on_and_taken_off_several_at_once(
        self, listing: Listing, as_user: SignIn, salesperson: User
    ) -> None:
        photos = [prepared(listing, drawn(n)) for n in (1, 2)]
        data = {"token": [photo.token for photo in photos]}
        as_user(salesperson).post(reverse("listings:photos_mark", args=[listing.reference]), data)
        assert listing.photos.filter(is_watermarked=True, status="waiting").count() == 2
        as_user(salesperson).post(reverse("listings:photos_unmark", args=[listing.reference]), data)
        assert not listing.photos.filter(is_watermarked=True).exists()

    def test_an_office_without_words_has_no_watermark(self) -> None:
        photo = PhotoFactory(original="photos/x/original.jpg")
        with pytest.raises(BusinessRuleError):
            services.set_watermark(actor=None, listing=photo.listing, tokens=[photo.token], wanted=True)


class TestLookalikes:
    def test_the_same_picture_smaller_and_compressed_again_is_noticed(self, listing: Listing) -> None:
        first = prepared(listing, drawn(3))
        again = services.add_photo(
            actor=None, listing=listing, upload=upload(drawn(3, size=(500, 375), quality=40, kind="WEBP"), "x.webp")
        )
        assert again.looks_like == first

    def test_and_across_the_stock(self, listing: Listing) -> None:
        first = prepared(ListingFactory(), drawn(4))
        again = services.add_photo(actor=None, listing=listing, upload=upload(drawn(4, quality=60)))
        assert again.looks_like == first

    def test_another_picture_is_not(self, listing: Listing) -> None:
        prepared(listing, drawn(5))
        other = services.add_photo(actor=None, listing=listing, upload=upload(drawn(8)))
        assert other.looks_like is None

    def test_plain_pictures_are_not_compared(self, listing: Listing) -> None:
        prepared(listing, jpeg().read())
        assert services.add_photo(actor=None, listing=listing, upload=jpeg()).looks_like is None

    def test_the_page_says_so_until_somebody_has_looked(
        self, listing: Listing, as_user: SignIn, salesperson: User
    ) -> None:
        prepared(ListingFactory(reference="REF-9"), drawn(6))
        photo = services.add_photo(actor=None, listing=listing, upload=upload(drawn(6)))
        client = as_user(salesperson)
        page = reverse("listings:photos", args=[listing.reference])
        assert "REF-9" in client.get(page).content.decode()
        client.post(reverse("listings:photo_different", args=[listing.reference, photo.token]))
        assert "REF-9" not in client.get(page).content.decode()

    @given(value=st.integers(min_value=1, max_value=2**64 - 2), flips=st.sets(st.integers(0, 63), max_size=6))
    def test_no_pair_within_the_distance_escapes_the_bands(self, value: int, flips: set[int]) -> None:
        other = value
        for bit in flips:
            other ^= 1 << bit
        one, two = bands_of(f"{value:016x}"), bands_of(f"{other:016x}")
        if None in two.values():
            return  # became one colour
        assert distance(f"{value:016x}", f"{other:016x}") == len(flips)
        assert any(two[name] in near(one[name] or 0) for name in BANDS)

    def test_light_and_size_hardly_change_the_fingerprint(self) -> None:
        picture = open_picture(BytesIO(drawn(7)))
        other = picture.resize((333, 250)).point(lambda level: min(255, level + 12))
        assert distance(difference_hash(picture), difference_hash(other)) <= 6


class TestWords:
    def test_each_language_has_its_own(self, listing: Listing, as_user: SignIn, salesperson: User) -> None:
        photo = prepared(listing)
        url = reverse("listings:photo_edit", args=[listing.reference, photo.token])
        data = {
            "caption": "Salón",
            "text_en": "Living room",
            "text_de": "Wohnzimmer",
            "room": "living_room",
            "kind": "plan",
        }
        assert as_user(salesperson).post(url, data).status_code == 302
        photo = Photo.objects.get(pk=photo.pk)
        assert (photo.room, photo.kind) == ("living_room", "plan")
        assert [photo.alt(code) for code in ("es", "en", "de", "fr")] == ["Salón", "Living room", "Wohnzimmer", "Salón"]
        as_user(salesperson).post(url, data | {"text_en": ""})
        assert Photo.objects.get(pk=photo.pk).alt("en") == "Salón"

    def test_the_room_alone_leaves_the_words(self, listing: Listing, as_user: SignIn, salesperson: User) -> None:
        photo = PhotoFactory(listing=listing, caption="Salón")
        url = reverse("listings:photo_describe", args=[listing.reference, photo.token])
        as_user(salesperson).post(url, {"room": "kitchen"}, headers={"HX-Request": "true"})
        photo.refresh_from_db()
        assert (photo.caption, photo.room) == ("Salón", "kitchen")

    def test_save_and_go_on_opens_the_next(self, listing: Listing, as_user: SignIn, salesperson: User) -> None:
        one, two = (PhotoFactory(listing=listing, position=n) for n in range(2))
        url = reverse("listings:photo_edit", args=[listing.reference, one.token])
        response = as_user(salesperson).post(url, {"caption": "Uno", "next": "1"})
        assert two.token in response.headers["Location"]


class TestSource:
    @pytest.fixture
    def source(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        """A server of ours that stands for one on the internet."""
        answers = {"/1.jpg": drawn(9), "/no.jpg": b"<html>not a picture</html>"}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data = answers.get(self.path)
                self.send_response(200 if data else 503)
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(fetch, "public_address", lambda host, port: "127.0.0.1")
        yield f"http://photos.example.com:{server.server_port}"
        server.shutdown()
        server.server_close()

    def remote(self, listing: Listing, url: str) -> Photo:
        services.set_remote_photos(actor=None, listing=listing, urls=[url])
        return listing.photos.get(remote_url=url)

    def test_a_photo_is_fetched_checked_and_prepared(self, listing: Listing, source: str) -> None:
        photo = self.remote(listing, f"{source}/1.jpg")
        assert services.download_photos(actor=None, listing=listing) == 1
        assert services.download_photo(photo)
        photo.refresh_from_db()
        assert photo.original.name == f"photos/{photo.token}/original.jpg"
        assert (photo.width, photo.status) == (800, "waiting")
        paths = DBTaskResult.objects.values_list("task_path", flat=True)
        assert {"realestate.listings.tasks.download_photo", "realestate.listings.tasks.make_variants"} <= set(paths)

    def test_twice_is_once(self, listing: Listing, source: str) -> None:
        photo = self.remote(listing, f"{source}/1.jpg")
        stale = Photo.objects.get(pk=photo.pk)
        assert services.download_photo(photo)
        assert services.download_photo(stale)
        assert default_storage.listdir(f"photos/{photo.token}")[1] == ["original.jpg"]

    def test_no_picture_is_a_failure_with_a_button(
        self, listing: Listing, source: str, as_user: SignIn, salesperson: User
    ) -> None:
        photo = self.remote(listing, f"{source}/no.jpg")
        assert not services.download_photo(photo)
        photo.refresh_from_db()
        assert photo.status == "failed"
        retry = reverse("listings:photo_retry", args=[listing.reference, photo.token])
        page = reverse("listings:photos", args=[listing.reference])
        assert retry in as_user(salesperson).get(page).content.decode()
        as_user(salesperson).post(retry)
        photo.refresh_from_db()
        assert photo.status == "waiting"

    def test_what_may_pass_is_tried_again(self, listing: Listing, source: str) -> None:
        photo = self.remote(listing, f"{source}/away.jpg")
        with pytest.raises(FetchError):
            services.download_photo(photo)
        photo.refresh_from_db()
        assert photo.status == "failed"

    @pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]", "10.0.0.7"])
    def test_nothing_is_fetched_from_inside(self, listing: Listing, host: str) -> None:
        photo = self.remote(listing, f"http://{host}/1.jpg")
        assert not services.download_photo(photo)
        photo.refresh_from_db()
        assert photo.status == "failed"


def test_several_are_deleted_at_once(listing: Listing, as_user: SignIn, salesperson: User) -> None:
    photos = [PhotoFactory(listing=listing, position=n) for n in range(5)]
    data = {"token": [photos[1].token, photos[3].token, "of-nobody"]}
    as_user(salesperson).post(reverse("listings:photos_delete", args=[listing.reference]), data)
    assert [(photo.pk, photo.position) for photo in listing.photos.all()] == [
        (photos[0].pk, 0),
        (photos[2].pk, 1),
        (photos[4].pk, 2),
    ]


def test_nobody_deletes_another_listings_photos_by_their_tokens(
    listing: Listing, as_user: SignIn, salesperson: User
) -> None:
    other = PhotoFactory()
    as_user(salesperson).post(reverse("listings:photos_delete", args=[listing.reference]), {"token": [other.token]})
    assert Photo.objects.filter(pk=other.pk).exists()


def test_the_page_costs_the_same_for_fifty(
    listing: Listing, as_user: SignIn, salesperson: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    twin = PhotoFactory()
    for n in range(50):
        PhotoFactory(listing=listing, position=n, looks_like=twin)
    client = as_user(salesperson)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert client.get(reverse("listings:photos", args=[listing.reference])).status_code == 200


def test_the_original_is_for_the_agency_alone(
    listing: Listing, as_user: SignIn, colleague: User, client: Client
) -> None:
    photo = prepared(listing, is_watermarked=True)
    url = reverse("listings:photo_original", args=[listing.reference, photo.token])
    assert client.get(url).status_code == 302
    answer = as_user(colleague).get(url)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{listing.reference}-1.jpg"'


def test_photos_of_an_earlier_release_are_prepared_by_a_command() -> None:
    PhotoFactory(original="photos/x/original.jpg")
    PhotoFactory(original="photos/y/original.jpg", sha256="ab" * 32)
    PhotoFactory(remote_url="https://example.com/1.jpg")
    call_command("prepare_photos", stdout=StringIO())
    assert DBTaskResult.objects.filter(task_path="realestate.listings.tasks.make_variants").count() == 1
